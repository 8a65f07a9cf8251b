package io.github.backendexecutor.app.redis;

import io.github.backendexecutor.executor.job.Role;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The usual names of things in Redis.
public final class RedisKeys {
  public static final String GROUP = "executor-group";

  private RedisKeys() {}

  /// The stream of a role: `jobs:agent`.
  public static String stream(Role role) {
    return "jobs:" + role.name();
  }

  public static Map<Role, String> streams(Collection<Role> roles) {
    return roles.stream()
        .collect(Collectors.toUnmodifiableMap(Function.identity(), RedisKeys::stream));
  }
}
