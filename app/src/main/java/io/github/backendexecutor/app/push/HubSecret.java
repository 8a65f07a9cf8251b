package io.github.backendexecutor.app.push;

import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.signalr.hub.HubThreads;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;

/// The key that signs connection tokens, the same for all instances: each can take in a client that
/// negotiated with another. It is configured, or the first instance leaves a random one in Redis;
/// then the hub has to wait for Redis once.
final class HubSecret implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HubSecret.class);
  private static final String FIELD = "hub-secret";
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(10);
  private static final int BYTES = 32;

  private final UnifiedJedis redis;
  private final String hash;
  private final Rest rest;
  private final CompletableFuture<byte[]> key = new CompletableFuture<>();
  private boolean told;

  HubSecret(UnifiedJedis redis, String group, Clock clock) {
    this.redis = redis;
    this.hash = "executor:" + group;
    this.rest = new Rest(clock);
  }

  /// Begins to ask Redis, unless this secret is the one.
  void start(@Nullable String configured) {
    if (configured != null) {
      key.complete(keyOf(configured));
    } else {
      HubThreads.start("hub-secret", this::agreeUntilClosed);
    }
  }

  /// Null until Redis has answered once.
  byte @Nullable [] key() {
    return key.getNow(null);
  }

  private void agreeUntilClosed() {
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    String mine = Base64.getEncoder().encodeToString(random);
    do {
      mine = agree(mine);
    } while (rest.take(key.isDone() ? LOOK_AGAIN : PAUSE));
  }

  /// Answers the secret that holds for this process. Once known it is put back whenever Redis has
  /// lost it, so that an instance that starts later finds it.
  private String agree(String mine) {
    try {
      redis.hsetnx(hash, FIELD, mine);
      String shared = redis.hget(hash, FIELD);
      if (shared != null && key.complete(keyOf(shared))) {
        return shared;
      }
      if (shared != null && !shared.equals(mine) && !told) {
        told = true;
        LOG.warn(
            "another hub secret is in Redis now: clients that negotiate at one instance may be"
                + " refused by another; restart this one, or set executor.signalr.secret");
      }
    } catch (JedisException e) {
      LOG.debug("the hub's secret is not to be had yet", e);
    }
    return mine;
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
