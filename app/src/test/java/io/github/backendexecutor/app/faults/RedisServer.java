package io.github.backendexecutor.app.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.exceptions.JedisException;

/// A real redis-server that writes its append-only file each second, and can be killed and started
/// again on what it left.
final class RedisServer implements AutoCloseable {
  private final Path folder;
  private final int port = freePort();
  private final List<String> options;
  private @Nullable Tethered process;

  RedisServer(Path folder, String... options) {
    this.folder = folder;
    this.options = List.of(options);
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return port;
  }

  Path folder() {
    return folder;
  }

  /// Starts it and returns at once.
  void launch(String... more) {
    try {
      Files.createDirectories(folder);
      launch(program().toString(), Map.of(), more);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void launch(String program, Map<String, String> environment, String... more) {
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(List.of("--port", "" + port, "--bind", "127.0.0.1", "--save", ""));
    command.addAll(List.of("--appendonly", "yes", "--appendfsync", "everysec"));
    command.addAll(List.of("--enable-debug-command", "yes", "--dir", folder.toString()));
    command.addAll(options);
    command.addAll(List.of(more));
    process = Tethered.start(command, folder, folder.resolve("redis.log"), environment);
  }

  void start(String... more) {
    launch(more);
    awaitAnswer();
  }

  void awaitAnswer() {
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(20))
        .until(this::answers);
  }

  boolean answers() {
    try {
      ask(jedis -> jedis.exists("any key")); // and not PING, which is answered while it loads
      return true;
    } catch (JedisException _) {
      return false; // not there, or still loading
    }
  }

  private Path program() throws IOException {
    boolean arm = System.getProperty("os.arch").equals("aarch64");
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String name =
        "redis-server-7.0.15-%s-%s"
            .formatted(system.startsWith("mac") ? "darwin" : system, arm ? "arm64" : "amd64");
    Path program = folder.resolve(name);
    if (!Files.exists(program)) {
      try (InputStream packed = RedisServer.class.getResourceAsStream("/" + name)) {
        if (packed == null) {
          throw new IllegalStateException("embedded-redis has no " + name);
        }
        Files.copy(packed, program);
      }
      program.toFile().setExecutable(true);
    }
    return program;
  }

  /// One question over a connection of its own.
  <T> T ask(Function<Jedis, T> question) {
    return ask(Duration.ofSeconds(5), question);
  }

  <T> T ask(Duration patience, Function<Jedis, T> question) {
    int millis = (int) patience.toMillis();
    var config =
        DefaultJedisClientConfig.builder()
            .connectionTimeoutMillis(millis)
            .socketTimeoutMillis(millis)
            .autoNegotiateProtocol(false)
            .build();
    try (Jedis jedis = new Jedis(new HostAndPort("127.0.0.1", port), config)) {
      return question.apply(jedis);
    }
  }

  /// Many commands over one connection, in few round trips.
  void tell(Consumer<Pipeline> commands) {
    ask(
            jedis -> {
              Pipeline pipeline = jedis.pipelined();
              commands.accept(pipeline);
              return pipeline.syncAndReturnAll();
            })
        .stream()
        .filter(RuntimeException.class::isInstance)
        .findFirst()
        .ifPresent(refused -> {
          throw (RuntimeException) refused;
        });
  }

  void kill() {
    if (process != null) {
      process.close();
    }
  }

  @Override
  public void close() {
    kill();
  }
}
