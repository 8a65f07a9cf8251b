package io.github.backendexecutor.app.redis;

import io.github.backendexecutor.executor.spi.StreamUnavailable;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;

/// Looks at Redis once at the start and says what could cost jobs later. Asks each node that holds
/// one of the streams. What the user may not ask is a note, never a failure.
public final class RedisProbe {
  private static final List<Integer> OLDEST = List.of(6, 2);

  private final UnifiedJedis jedis;
  private final Set<String> warnings = new LinkedHashSet<>();
  private String version = "unknown version";
  private boolean supported = true;

  private RedisProbe(UnifiedJedis jedis) {
    this.jedis = jedis;
  }

  /// What was seen.
  ///
  /// @param version such as `Redis 7.0.15` or `Valkey 8.1.0`
  /// @param supported false when the server is known to be too old for this program
  /// @param warnings each says what is wrong and what to change; empty: all is well
  public record Report(String version, boolean supported, List<String> warnings) {}

  /// Asks the nodes of these streams.
  ///
  /// @throws StreamUnavailable when Redis does not answer
  /// @throws IllegalStateException when Redis refuses the login, so that waiting is useless
  public static Report ask(UnifiedJedis jedis, Collection<String> streams) {
    RedisProbe probe = new RedisProbe(jedis);
    try {
      Set<String> seen = new HashSet<>();
      for (String stream : streams) {
        probe.look(stream, seen);
      }
    } catch (JedisException e) {
      StreamUnavailable away = RedisErrors.unavailable("asking Redis for its settings", e);
      if (RedisErrors.isLoginRefused(e)) {
        throw new IllegalStateException(away.getMessage(), e);
      }
      throw away;
    }
    return new Report(probe.version, probe.supported, List.copyOf(probe.warnings));
  }

  private void look(String stream, Set<String> seen) {
    RedisNode node = new RedisNode(jedis, stream);
    Map<String, String> info = node.info().orElse(null);
    if (info == null) {
      warnings.add("Redis does not let this user ask INFO, so its settings were not checked");
      return;
    }
    if (seen.add(info.getOrDefault("run_id", stream))) {
      checkVersion(info);
      checkEviction(info.getOrDefault("maxmemory_policy", "noeviction"));
      if (info.getOrDefault("aof_enabled", "1").equals("0")) {
        warnings.add(persistence(node));
      }
      if (info.getOrDefault("role", "master").equals("slave")) {
        warnings.add("this Redis is a replica and takes no jobs; connect to its primary");
      }
    }
  }

  private void checkVersion(Map<String, String> info) {
    String redis = info.getOrDefault("redis_version", "");
    version = RedisNode.version(info);
    String[] parts = redis.split("\\.", 3);
    try {
      int major = Integer.parseInt(parts[0]);
      int minor = parts.length < 2 ? 0 : Integer.parseInt(parts[1]);
      if (major < OLDEST.get(0) || (major == OLDEST.get(0) && minor < OLDEST.get(1))) {
        supported = false;
        warnings.add(version + " is too old; this program needs 6.2 or later");
      }
    } catch (NumberFormatException _) {
      warnings.add("Redis says version '" + redis + "'; this program needs 6.2 or later");
    }
  }

  private void checkEviction(String policy) {
    if (policy.startsWith("allkeys")) {
      warnings.add(
          "maxmemory-policy is "
              + policy
              + ": Redis may throw whole streams of jobs away; set it to noeviction");
    }
  }

  private static String persistence(RedisNode node) {
    boolean snapshots = !node.config("save").orElse("unknown").isEmpty();
    return snapshots
        ? "Redis keeps no append-only file: after a crash jobs since its last snapshot are lost;"
            + " set appendonly yes"
        : "Redis keeps nothing on disk: after a restart all waiting jobs are lost; set appendonly"
            + " yes";
  }
}
