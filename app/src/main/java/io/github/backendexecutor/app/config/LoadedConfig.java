package io.github.backendexecutor.app.config;

import java.util.List;
import org.springframework.core.env.ConfigurableEnvironment;

/// The outcome of reading the configuration.
///
/// @param warnings what was ignored, one line each
/// @param environment the same sources for Spring, which takes `spring.*`, `logging.*`,
///   `management.*` and `server.*` from it
public record LoadedConfig(
    ExecutorConfig config, List<String> warnings, ConfigurableEnvironment environment) {}
