package io.github.backendexecutor.app.api.gate;

import org.jspecify.annotations.Nullable;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/// What one route needs.
///
/// @param method in capitals; `*`: any, for the hub, which looks after itself
/// @param level null: anybody may come
public record Rule(String method, PathPattern path, @Nullable Level level) {
  static final String ANY = "*";

  public static Rule of(String method, String path, @Nullable Level level) {
    return new Rule(method, PathPatternParser.defaultInstance.parse(path), level);
  }

  boolean isOfHub() {
    return method.equals(ANY);
  }

  boolean allows(String other) {
    return isOfHub() || method.equals(other) || (method.equals("GET") && other.equals("HEAD"));
  }
}
