package io.github.backendexecutor.app.config;

/// What the log looks like.
///
/// @param payloads whether the log may show what jobs carry
public record LogConfig(Format format, Level level, boolean payloads) {
  /// One line of text, or one JSON object, an event.
  public enum Format {
    TEXT,
    JSON
  }

  /// The least important event that is logged.
  public enum Level {
    TRACE,
    DEBUG,
    INFO,
    WARN,
    ERROR
  }
}
