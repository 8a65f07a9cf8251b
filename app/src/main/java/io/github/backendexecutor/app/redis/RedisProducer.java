package io.github.backendexecutor.app.redis;

import io.github.backendexecutor.executor.job.Entry;
import io.github.backendexecutor.executor.job.Role;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;

/// Puts jobs on their streams, as any producer would.
public final class RedisProducer {
  private final UnifiedJedis jedis;
  private final Function<Role, String> streams;

  /// @param streams the key of a role's stream, see [RedisKeys#stream]
  public RedisProducer(UnifiedJedis jedis, Function<Role, String> streams) {
    this.jedis = jedis;
    this.streams = streams;
  }

  /// Adds an entry with these fields.
  ///
  /// @throws io.github.backendexecutor.executor.spi.StreamUnavailable when no answer was had; with
  ///   the same `jobId` it can be submitted again, for a job runs once however often it is there
  public Entry submit(Role role, Map<String, String> fields) {
    String stream = streams.apply(role);
    CommandArguments command = new CommandArguments(Command.XADD).key(stream).add("*");
    fields.forEach((name, value) -> command.add(name).add(value));
    try {
      byte[] id = (byte[]) jedis.executeCommand(command);
      return new Entry(stream, new String(id, StandardCharsets.US_ASCII));
    } catch (JedisException e) {
      throw RedisErrors.unavailable("adding to stream " + stream, e);
    }
  }
}
