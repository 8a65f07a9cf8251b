package io.github.backendexecutor.app.redis;

import io.github.backendexecutor.app.redis.RedisAddress.Host;
import io.github.backendexecutor.app.redis.RedisAddress.Login;
import io.github.backendexecutor.app.redis.RedisAddress.Settings;
import io.github.backendexecutor.app.redis.RedisAddress.Topology;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// A real redis-server of one's own, for the demo and for tests: append-only, on 127.0.0.1, its
/// files in a given folder. It ends when it is closed, and also when this process ends in any way.
public final class EmbeddedRedis implements AutoCloseable {
  private final RedisProcess process;
  private final int port;

  private EmbeddedRedis(RedisProcess process, int port) {
    this.process = process;
    this.port = port;
  }

  /// Starts it and waits until it answers. What an earlier one left in the folder is there again,
  /// even when that one was killed.
  ///
  /// @param folder made when it is not there; used by one Redis at a time
  /// @param port 0: any free one
  /// @throws IllegalStateException when there is no redis-server for this platform, when the folder
  ///   is in use or when it does not start; the message holds its last words
  public static EmbeddedRedis start(Path folder, int port) {
    try {
      Files.createDirectories(folder);
      return port == 0 ? startAnywhere(folder) : startAt(folder, port);
    } catch (IOException e) {
      throw new UncheckedIOException("the embedded Redis cannot use the folder " + folder, e);
    }
  }

  /// A port that is free now may be taken by another program a moment later.
  private static EmbeddedRedis startAnywhere(Path folder) throws IOException {
    for (int left = 3; ; left--) {
      try {
        return startAt(folder, freePort());
      } catch (IllegalStateException e) {
        if (left == 0 || !String.valueOf(e.getMessage()).contains("Failed listening")) {
          throw e;
        }
      }
    }
  }

  private static EmbeddedRedis startAt(Path folder, int port) throws IOException {
    List<String> options =
        List.of(
            "--port", String.valueOf(port),
            "--bind", "127.0.0.1",
            "--protected-mode", "yes",
            "--appendonly", "yes",
            "--save", "",
            "--dir", folder.toAbsolutePath().toString());
    RedisProcess process = RedisProcess.start(RedisBinary.in(folder), folder, options);
    EmbeddedRedis redis = new EmbeddedRedis(process, port);
    process.awaitAnswer(redis.address());
    return redis;
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  public int port() {
    return port;
  }

  long pid() {
    return process.pid();
  }

  public RedisAddress address() {
    return new RedisAddress(
        new Topology.Single(new Host("127.0.0.1", port)),
        Login.NONE,
        0,
        null,
        new Settings(null, Duration.ofSeconds(5), Duration.ofSeconds(5)),
        List.of());
  }

  /// Ends it as Redis wants to be ended: everything is on disk after.
  @Override
  public void close() {
    process.close();
  }
}
