package io.github.backendexecutor.app.api.gate;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What signs sessions: made of a random secret that all instances share, so that nobody who has a
/// session can try tokens on it, and of the tokens, so that a changed one ends all sessions.
public final class SessionKey {
  private final Supplier<String> shared;
  private final byte[] tokens;
  private byte @Nullable [] known;

  /// @param shared asks for the secret, once if it is answered; throws
  ///   [io.github.backendexecutor.executor.spi.StoreUnavailable] when it cannot be had
  /// @param tokens of the configuration
  public SessionKey(Supplier<String> shared, List<String> tokens) {
    this.shared = shared;
    this.tokens = ("sessions\n" + String.join("\n", tokens)).getBytes(StandardCharsets.UTF_8);
  }

  synchronized byte[] get() {
    if (known == null) {
      known = Hashes.hmac(shared.get().getBytes(StandardCharsets.UTF_8), tokens);
    }
    return known;
  }
}
