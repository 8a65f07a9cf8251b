package io.github.backendexecutor.app.config;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How the service is watched.
///
/// @param port where health and metrics are served; 0: where everything else is
/// @param traces the address of an OpenTelemetry collector; null: there are no traces
/// @param traceHeaders what the collector wants to see; their values are secrets
public record WatchConfig(int port, @Nullable String traces, Map<String, String> traceHeaders) {
  /// Without the values of the headers.
  @Override
  public String toString() {
    return "WatchConfig[port=%d, traces=%s, traceHeaders=%s]"
        .formatted(port, traces, traceHeaders.keySet());
  }
}
