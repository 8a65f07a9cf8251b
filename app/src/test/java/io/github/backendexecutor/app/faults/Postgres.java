package io.github.backendexecutor.app.faults;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/// A real PostgreSQL that can be stopped as by a power cut and started again on its data. The
/// library unpacks the program and makes the data; from then on we start the program ourselves, so
/// that it can be ended in all ways.
final class Postgres implements AutoCloseable {
  private final Path folder;
  private final Path program;
  private final int port = RedisServer.freePort();
  private @Nullable Tethered process;
  private int databases;

  /// @param folder gets the data and the log
  Postgres(Path folder) {
    this.folder = folder;
    this.program = makeData(folder.resolve("data"));
    start();
  }

  private static Path makeData(Path data) {
    try (var _ =
        EmbeddedPostgres.builder()
            .setDataDirectory(data)
            .setCleanDataDirectory(false)
            .setPGStartupWait(Duration.ofMinutes(1))
            .start()) {
      String pid = Files.readAllLines(data.resolve("postmaster.pid")).getFirst().strip();
      return Path.of("/proc", pid, "exe").toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void start() {
    List<String> command = new ArrayList<>();
    if (Commands.areRoot()) {
      command.addAll(List.of("unshare", "-U")); // it refuses to run as root
    }
    command.addAll(List.of(program.toString(), "-D", folder.resolve("data").toString()));
    command.addAll(List.of("-p", "" + port, "-k", "", "-c", "listen_addresses=127.0.0.1,::1"));
    command.addAll(List.of("-c", "max_connections=300", "-c", "synchronous_commit=on"));
    process = Tethered.start(command, folder, folder.resolve("postgres.log"), Map.of());
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(50))
        .until(this::answers);
  }

  private boolean answers() {
    try {
      return admin().count("SELECT 1") == 1;
    } catch (SQLException _) {
      return false;
    }
  }

  Database admin() {
    return Database.postgres(port, "postgres");
  }

  int port() {
    return port;
  }

  Database newDatabase() {
    try {
      String name = "stage" + ++databases;
      admin().execute("CREATE DATABASE " + name);
      return Database.postgres(port, name);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Ends it without any goodbye or checkpoint.
  void stopAtOnce() {
    if (process != null) {
      process.signal("QUIT");
      process.awaitEnd(60);
    }
  }

  @Override
  public void close() {
    stopAtOnce();
    if (process != null) {
      process.close();
    }
  }
}
