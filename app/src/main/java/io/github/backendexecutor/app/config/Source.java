package io.github.backendexecutor.app.config;

/// Where a setting can be written, each over the ones before.
enum Source {
  YAML,
  APPSETTINGS,
  ENVIRONMENT,
  COMMAND_LINE
}
