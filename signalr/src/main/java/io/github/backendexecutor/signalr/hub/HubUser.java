package io.github.backendexecutor.signalr.hub;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Who is at the other end, as the application found out from the request.
///
/// @param id addresses all connections of this user; null for a stranger
/// @param expiresAt when the connection must end because the token does; null for never
/// @param principal whatever the application wants to find again in its hub methods
public record HubUser(
    @Nullable String id, @Nullable Instant expiresAt, @Nullable Object principal) {
  public static final HubUser ANONYMOUS = new HubUser(null, null, null);

  public static HubUser named(String id) {
    return new HubUser(id, null, null);
  }
}
