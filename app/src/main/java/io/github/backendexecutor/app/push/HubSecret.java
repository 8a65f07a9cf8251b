package io.github.backendexecutor.app.push;

import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.StoreUnavailable;
import io.github.backendexecutor.signalr.hub.HubThreads;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The key that signs connection tokens, the same for all instances: each can take in a client that
/// negotiated with another. It is configured, or it is in the database that they share; then the
/// hub has to wait for the database once.
final class HubSecret implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HubSecret.class);
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final Supplier<String> shared;
  private final Rest rest;
  private final CompletableFuture<byte[]> key = new CompletableFuture<>();

  HubSecret(Supplier<String> shared, Clock clock) {
    this.shared = shared;
    this.rest = new Rest(clock);
  }

  /// Begins to ask the database, unless this secret is the one.
  void start(@Nullable String configured) {
    if (configured != null) {
      key.complete(keyOf(configured));
    } else {
      HubThreads.start("hub-secret", this::askUntilKnown);
    }
  }

  /// Null until it is known.
  byte @Nullable [] key() {
    return key.getNow(null);
  }

  private void askUntilKnown() {
    do {
      try {
        key.complete(keyOf(shared.get()));
      } catch (StoreUnavailable e) {
        LOG.debug("the hub's secret is not to be had yet", e);
      }
    } while (!key.isDone() && rest.take(PAUSE));
  }

  private static byte[] keyOf(String secret) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public void close() {
    rest.close();
  }
}
