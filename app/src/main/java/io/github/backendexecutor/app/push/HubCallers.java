package io.github.backendexecutor.app.push;

import io.github.backendexecutor.signalr.hub.HubUser;
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
}
