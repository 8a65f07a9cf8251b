package io.github.backendexecutor.app.redis;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.commands.ProtocolCommand;
import redis.clients.jedis.exceptions.JedisDataException;

/// The server that holds a certain key, asked about itself. What the user may not ask is empty.
final class RedisNode {
  private final UnifiedJedis jedis;
  private final String key;

  RedisNode(UnifiedJedis jedis, String key) {
    this.jedis = jedis;
    this.key = key;
  }

  /// What INFO says, by name.
  Optional<Map<String, String>> info() {
    return ask(at(Command.INFO)).map(answer -> lines(RedisReply.text(answer)));
  }

  /// A setting of the server.
  Optional<String> config(String name) {
    return ask(at(Command.CONFIG).add("GET").add(name))
        .map(answer -> RedisReply.map(answer).get(name))
        .map(RedisReply::text);
  }

  /// Such as `Redis 7.0.15` or `Valkey 8.1.0`.
  static String version(Map<String, String> info) {
    String valkey = info.get("valkey_version");
    return valkey != null ? "Valkey " + valkey : "Redis " + info.getOrDefault("redis_version", "");
  }

  private Optional<Object> ask(CommandArguments command) {
    try {
      return Optional.ofNullable(jedis.executeCommand(command));
    } catch (JedisDataException e) {
      if (RedisErrors.isDenied(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static Map<String, String> lines(String info) {
    return info.lines()
        .filter(line -> line.indexOf(':') > 0)
        .collect(
            Collectors.toMap(
                line -> line.substring(0, line.indexOf(':')),
                line -> line.substring(line.indexOf(':') + 1),
                (first, _) -> first));
  }

  private CommandArguments at(ProtocolCommand command) {
    return new AtNodeOf(key, command);
  }

  /// A command without a key that goes to the node of this key.
  private static final class AtNodeOf extends CommandArguments {
    AtNodeOf(String key, ProtocolCommand command) {
      super(command);
      addHashSlotKeys(key);
    }
  }
}
