package io.github.backendexecutor.bench;

import io.github.backendexecutor.app.redis.EmbeddedRedis;
import io.github.backendexecutor.app.redis.RedisConnections;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.UnifiedJedis;

/// Servings in processes of their own, as users start them, on one Redis. Jobs of the role agent
/// are echoed.
final class Serving implements AutoCloseable {
  static final String STREAM = "jobs:agent";
  private static final long PATIENCE_SECONDS = 1_800;

  private final Path folder;
  private final String database;
  private final EmbeddedRedis redis;
  private final UnifiedJedis client;
  private final List<Process> processes = new ArrayList<>();
  private @Nullable URI api;

  /// @param database as in `DATABASE_URL`; empty: SQLite
  Serving(Path folder, String database) {
    this.folder = folder.toAbsolutePath();
    this.database = database;
    this.redis = EmbeddedRedis.start(this.folder.resolve("redis"), 0);
    this.client = RedisConnections.open(redis.address(), "bench", 4);
  }

  UnifiedJedis redis() {
    return client;
  }

  /// The address of the database, for who looks into it.
  String database() {
    return database.isEmpty() ? "sqlite:" + folder.resolve("executor.db") : database;
  }

  /// Starts a process.
  Process start(Map<String, String> environment, String... settings) throws IOException {
    List<String> command = new ArrayList<>(List.of(executor(), "serve"));
    command.add("--executor.redis=127.0.0.1:" + redis.port());
    command.add("--executor.data=" + folder);
    command.add("--executor.log.level=warn");
    command.add("--executor.roles.agent.runner=echo");
    if (List.of(settings).stream().noneMatch(one -> one.startsWith("--server.port="))) {
      int port = freePort();
      command.add("--server.port=" + port);
      api = URI.create("http://127.0.0.1:" + port + "/api/v1/");
    }
    command.addAll(List.of(settings));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()));
    builder.environment().putAll(Map.of("DATABASE_URL", database(), "JAVA_OPTS", "-Xmx2g"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    processes.add(process);
    return process;
  }

  /// Makes all processes stop reading, or read again, as an operator does.
  void pause(boolean paused) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(Objects.requireNonNull(api).resolve("roles/agent"))
            .header("Content-Type", "application/json")
            .method("PATCH", BodyPublishers.ofString("{\"paused\":" + paused + "}"))
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IllegalStateException("pausing answered " + answer.body());
      }
    }
  }

  /// Waits until the stream is empty.
  void awaitSettled() throws InterruptedException {
    awaitLeft(0);
  }

  /// Waits until so many entries at most are in the stream.
  void awaitLeft(int most) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (client.xlen(STREAM) > most) {
      if (System.nanoTime() > end || processes.stream().noneMatch(Process::isAlive)) {
        throw new IllegalStateException("the jobs are not done; see " + folder.resolve("log"));
      }
      TimeUnit.MILLISECONDS.sleep(2);
    }
  }

  /// The processor time of all processes.
  Duration cpu() {
    return processes.stream()
        .map(process -> Host.cpu(process.toHandle()))
        .reduce(Duration.ZERO, Duration::plus);
  }

  /// Ends the processes, as an operator does.
  void stop() throws InterruptedException {
    processes.forEach(Process::destroy);
    for (Process process : processes) {
      process.waitFor();
    }
    processes.clear();
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static String executor() {
    return Path.of("..", "executor").toAbsolutePath().normalize().toString();
  }

  static Path newFolder(String name) throws IOException {
    Files.createDirectories(Stages.FOLDER);
    return Files.createTempDirectory(Stages.FOLDER, name);
  }

  @Override
  public void close() throws InterruptedException {
    stop();
    client.close();
    redis.close();
  }
}
