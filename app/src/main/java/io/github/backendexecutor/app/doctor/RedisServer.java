package io.github.backendexecutor.app.doctor;

import java.util.Map;

/// One Redis server.
///
/// @param millis its clock, milliseconds since 1970
/// @param info the lines of INFO; empty when this user may not ask
/// @param config some of its settings (`save`, …); those that this user may not see are absent
public record RedisServer(long millis, Map<String, String> info, Map<String, String> config) {

  String info(String name) {
    return info.getOrDefault(name, "");
  }

  /// A number of INFO; 0 when it is absent.
  long number(String name) {
    String text = info(name);
    return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
  }

  /// Such as `Redis 7.0.15`.
  String product() {
    String valkey = info("valkey_version");
    return valkey.isEmpty() ? "Redis " + info("redis_version") : "Valkey " + valkey;
  }

  boolean valkey() {
    return !info("valkey_version").isEmpty();
  }

  Version version() {
    return Version.parse(info("redis_version"));
  }
}
