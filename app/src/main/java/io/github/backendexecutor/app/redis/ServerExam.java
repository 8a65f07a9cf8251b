package io.github.backendexecutor.app.redis;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;

/// Looks at the servers behind the streams: what INFO says, the settings that decide what they
/// keep, and their clocks.
public final class ServerExam {
  private static final List<String> SETTINGS =
      List.of("save", "appendfsync", "stop-writes-on-bgsave-error");

  private ServerExam() {}

  /// One server.
  ///
  /// @param millis its clock
  /// @param info the lines of INFO by name; empty when the user may not ask
  /// @param config the settings that the user may ask for
  public record Seen(long millis, Map<String, String> info, Map<String, String> config) {}

  /// Each server that holds one of these streams, once.
  ///
  /// @throws io.github.backendexecutor.executor.spi.StreamUnavailable when Redis does not answer
  public static List<Seen> look(UnifiedJedis jedis, Collection<String> streams) {
    try {
      Map<String, Seen> seen = new LinkedHashMap<>();
      for (String stream : streams) {
        RedisNode node = new RedisNode(jedis, stream);
        Map<String, String> info = node.info().orElse(Map.of());
        String run = info.getOrDefault("run_id", "");
        if (!seen.containsKey(run)) {
          seen.put(run, new Seen(millis(jedis), info, config(node)));
        }
      }
      return List.copyOf(seen.values());
    } catch (JedisException e) {
      throw RedisErrors.unavailable("asking Redis about itself", e);
    }
  }

  private static Map<String, String> config(RedisNode node) {
    Map<String, String> config = new LinkedHashMap<>();
    SETTINGS.forEach(name -> node.config(name).ifPresent(value -> config.put(name, value)));
    return config;
  }

  /// On a Cluster that of any node.
  private static long millis(UnifiedJedis jedis) {
    List<?> time = RedisReply.list(jedis.executeCommand(new CommandArguments(Command.TIME)));
    return time.size() < 2
        ? 0
        : Long.parseLong(RedisReply.text(time.get(0))) * 1_000
            + Long.parseLong(RedisReply.text(time.get(1))) / 1_000;
  }
}
