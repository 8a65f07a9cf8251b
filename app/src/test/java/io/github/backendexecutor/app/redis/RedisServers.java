package io.github.backendexecutor.app.redis;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;

/// Real servers with any options: nodes of a Cluster, Sentinels, TLS. Closes what it started.
public final class RedisServers implements AutoCloseable {
  private static final int LAST_SLOT = 16_383;

  private final Path folder;
  private final List<RedisProcess> started = new ArrayList<>();

  public RedisServers(Path folder) {
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
      List<String> all = new ArrayList<>(List.of(options));
      all.addAll(List.of("--bind", "127.0.0.1", "--dir", own.toAbsolutePath().toString()));
      RedisProcess process = RedisProcess.start(RedisBinary.in(folder), own, all);
      started.add(process);
      return process;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /// The process of the server that was started as this one, from 0 on.
  long pid(int number) {
    return started.get(number).pid();
  }

  /// Starts a server of this name, and answers its port once it answers.
  public int startAndAwait(String name, String... options) {
    int port = freePort();
    List<String> all = new ArrayList<>(List.of(options));
    all.addAll(List.of("--port", String.valueOf(port)));
    start(name, all.toArray(String[]::new));
    awaitPing(port);
    return port;
  }

  /// Starts the three primaries of a Cluster, and answers their ports once it is whole.
  public int[] startCluster() {
    int[] ports = new int[3];
    int[] busPorts = new int[3];
    for (int i = 0; i < 3; i++) {
      busPorts[i] = freePort();
      ports[i] =
          startAndAwait(
              "node" + i,
              "--cluster-enabled",
              "yes",
              "--cluster-port",
              String.valueOf(busPorts[i]),
              "--appendonly",
              "yes");
    }
    for (int i = 0; i < 3; i++) {
      String first = String.valueOf(i * 5_461 + Math.min(i, 1));
      String last = String.valueOf(i == 2 ? LAST_SLOT : (i + 1) * 5_461);
      ask(ports[i], Command.CLUSTER, "ADDSLOTSRANGE", first, last);
      String port = String.valueOf(ports[i]);
      ask(ports[0], Command.CLUSTER, "MEET", "127.0.0.1", port, String.valueOf(busPorts[i]));
    }
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() ->
            IntStream.of(ports)
                .mapToObj(RedisServers::clusterInfo)
                .allMatch(info ->
                    info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:3")));
    return ports;
  }

  private static String clusterInfo(int port) {
    return new String((byte[]) ask(port, Command.CLUSTER, "INFO"), StandardCharsets.UTF_8);
  }

  /// Asks the server at this port over a connection of its own.
  public static Object ask(int port, Command command, String... arguments) {
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
    started.reversed().forEach(RedisProcess::close);
  }
}
