package io.github.backendexecutor.app.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// How waiting clients are told.
///
/// @param hub the full name of the hub's class
/// @param channelPrefix stands before all names of channels; may be empty
/// @param allowedOrigins pages from elsewhere that may connect
/// @param secret signs connection tokens; null: one out of the database
/// @param azure the connection string of an Azure SignalR Service; null: none
public record SignalRConfig(
    String hub,
    String channelPrefix,
    List<String> allowedOrigins,
    @Nullable String secret,
    @Nullable String azure) {
  public SignalRConfig {
    allowedOrigins = List.copyOf(allowedOrigins);
  }

  /// Without the secrets.
  @Override
  public String toString() {
    return "SignalRConfig[hub=" + hub + ", channelPrefix=" + channelPrefix + "]";
  }
}
