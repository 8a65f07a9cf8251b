package io.github.backendexecutor.app.push;

import io.github.backendexecutor.signalr.backplane.BackplaneChannels;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How clients are told.
///
/// @param channels the names on Redis: a hub of our own, or that of an ASP.NET Core app
/// @param allowedOrigins origins of foreign pages that may connect, as browsers write them
/// @param callers who may come in; null: everybody who is on this machine
/// @param secret signs connection tokens; null: one that the instances share through their database
/// @param azure the service that holds the clients instead of Redis; null: none
public record PushSettings(
    BackplaneChannels channels,
    Set<String> allowedOrigins,
    @Nullable HubCallers callers,
    @Nullable String secret,
    @Nullable AzureAddress azure) {
  /// The hub when nobody shares it with an ASP.NET Core app.
  public static final String OWN_HUB = "BackendExecutor.JobHub";

  public PushSettings {
    allowedOrigins = Set.copyOf(allowedOrigins);
  }

  /// Without the secrets.
  @Override
  public String toString() {
    return "PushSettings[channels=" + channels + ", allowedOrigins=" + allowedOrigins + "]";
  }
}
