package io.github.backendexecutor.app.api.gate;

import io.github.backendexecutor.app.api.gate.Caller.How;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everything that can be shown to be let in: the tokens of the configuration, and those of an
/// OpenID Connect provider.
public final class Keys {
  /// Longer tokens are not looked at.
  private static final int MAX_LENGTH = 16_384;

  private final List<Key> keys = new ArrayList<>();
  private final @Nullable OpenId provider;

  /// @param admin null: there is no such token, and so on
  public Keys(
      @Nullable String admin,
      @Nullable String operator,
      @Nullable String viewer,
      @Nullable OpenId provider) {
    add(admin, Level.ADMIN);
    add(operator, Level.OPERATOR);
    add(viewer, Level.VIEWER);
    this.provider = provider;
  }

  private void add(@Nullable String token, Level level) {
    if (token != null) {
      keys.add(new Key(token, level));
    }
  }

  /// Whether callers have to show anything.
  public boolean required() {
    return !keys.isEmpty() || provider != null;
  }

  /// Who shows this token, or null when it lets nobody in. How long the answer takes says nothing
  /// about the tokens of the configuration.
  ///
  /// @throws ProviderAway when only the provider could tell
  public @Nullable Caller caller(String token) {
    if (token.length() > MAX_LENGTH) {
      return null;
    }
    byte[] shown = Hashes.sha256(token.getBytes(StandardCharsets.UTF_8));
    Caller found = null;
    for (Key key : keys) {
      // all are compared, whichever is the one
      if (MessageDigest.isEqual(key.hash, shown)) {
        found = new Caller(key.level.word() + " token", key.level, How.TOKEN, null);
      }
    }
    return found == null && provider != null ? provider.caller(token) : found;
  }

  private static final class Key {
    private final byte[] hash;
    private final Level level;

    Key(String token, Level level) {
      this.hash = Hashes.sha256(token.getBytes(StandardCharsets.UTF_8));
      this.level = level;
    }
  }
}
