package io.github.backendexecutor.app.push;

import io.github.backendexecutor.signalr.hub.HubUser;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/// Finds out who a caller of the hub is.
@FunctionalInterface
public interface HubCallers {
  /// The user who shows this token (null: none is shown), or null when it lets nobody in.
  @Nullable HubUser user(@Nullable String token);

  /// Lets everybody in.
  static HubCallers anybody() {
    return _ -> HubUser.ANONYMOUS;
  }

  /// Lets in whoever has this token, and tells no one apart. How long a comparison takes says
  /// nothing about the token.
  static HubCallers sharing(String token) {
    byte[] expected = token.getBytes(StandardCharsets.UTF_8);
    return shown ->
        shown != null && MessageDigest.isEqual(expected, shown.getBytes(StandardCharsets.UTF_8))
            ? HubUser.ANONYMOUS
            : null;
  }
}
