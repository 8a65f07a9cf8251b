package io.github.backendexecutor.app.config;

import org.jspecify.annotations.Nullable;

/// How the service is watched.
///
/// @param port where health and metrics are served; 0: where everything else is
/// @param traces the address of an OpenTelemetry collector; null: there are no traces
public record WatchConfig(int port, @Nullable String traces) {}
