package io.github.backendexecutor.app.redis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.awaitility.Awaitility;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;

/// Real servers with any options: nodes of a Cluster, Sentinels, TLS. Closes what it started.
final class RedisServers implements AutoCloseable {
  private final Path folder;
  private final Deque<RedisProcess> started = new ArrayDeque<>();

  RedisServers(Path folder) {
    this.folder = folder;
  }

  static int freePort() {
    try {
      return EmbeddedRedis.freePort();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  RedisProcess start(String name, String... options) {
    try {
      Path own = Files.createDirectories(folder.resolve(name));
      List<String> all = new java.util.ArrayList<>(List.of(options));
      all.addAll(List.of("--bind", "127.0.0.1", "--dir", own.toAbsolutePath().toString()));
      RedisProcess process = RedisProcess.start(RedisBinary.in(folder), own, all);
      started.push(process);
      return process;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /// Asks the server at this port over a connection of its own.
  static Object ask(int port, Command command, String... arguments) {
    try (UnifiedJedis jedis =
        RedisConnections.open(RedisAddress.parse("127.0.0.1:" + port), "ask", 1)) {
      return jedis.executeCommand(new CommandArguments(command).addObjects((Object[]) arguments));
    }
  }

  static void awaitPing(int port) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptionsInstanceOf(JedisException.class)
        .until(() -> ask(port, Command.PING) != null);
  }

  @Override
  public void close() {
    started.forEach(RedisProcess::close);
  }
}
