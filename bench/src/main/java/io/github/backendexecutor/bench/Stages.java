package io.github.backendexecutor.bench;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.github.backendexecutor.app.bench.Invariants;
import io.github.backendexecutor.app.wiring.BenchStage;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// Makes the servers that plays need. Everything lies in `target`, on the disk of the sources.
final class Stages {
  static final Path FOLDER = Path.of("target", "stages");

  private Stages() {}

  /// What happens on a stage within one process.
  @FunctionalInterface
  interface Scene {
    /// Answers how many jobs must be completed after it; negative: nobody asks.
    long on(BenchStage stage) throws Exception;
  }

  /// @param database empty: SQLite; null: a PostgreSQL, yours when DATABASE_URL names one
  static void play(@Nullable String database, Notes notes, Scene scene) throws Exception {
    quiet();
    try (Postgres postgres = database == null ? Postgres.start() : null;
        BenchStage stage = BenchStage.open(FOLDER, null, postgres == null ? "" : postgres.url())) {
      long completed = scene.on(stage);
      if (completed >= 0) {
        notes.broken(new Invariants(stage, stage.rules()).broken(completed));
      }
    }
  }

  private static void quiet() {
    if (LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME) instanceof Logger root) {
      root.setLevel(Level.ERROR);
    }
  }

  /// A PostgreSQL with its own defaults, or the one that DATABASE_URL names.
  record Postgres(String url, @Nullable EmbeddedPostgres own) implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(2);

    static Postgres start() throws IOException {
      String given = Objects.requireNonNullElse(System.getenv("DATABASE_URL"), "");
      if (!given.isEmpty()) {
        return new Postgres(given, null);
      }
      EmbeddedPostgres server =
          EmbeddedPostgres.builder()
              .setPGStartupWait(START)
              // the library switches these off for tests; here they are what is measured
              .setServerConfig("synchronous_commit", "on")
              .setServerConfig("fsync", "on")
              .setServerConfig("full_page_writes", "on")
              .start();
      return new Postgres(
          "postgres://postgres@localhost:" + server.getPort() + "/postgres", server);
    }

    /// The processor time of our own server, of those of its processes that live; null when the
    /// server is yours.
    @Nullable Duration cpu() throws IOException, SQLException {
      if (own == null) {
        return null;
      }
      Path pid = Sql.folder(url).resolve("postmaster.pid");
      ProcessHandle server =
          ProcessHandle.of(Long.parseLong(Files.readAllLines(pid).getFirst().strip()))
              .orElseThrow();
      return Stream.concat(Stream.of(server), server.descendants())
          .map(Host::cpu)
          .reduce(Duration.ZERO, Duration::plus);
    }

    @Override
    public void close() throws IOException {
      if (own != null) {
        own.close();
      }
    }
  }
}
