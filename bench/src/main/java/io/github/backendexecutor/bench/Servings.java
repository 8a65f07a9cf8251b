package io.github.backendexecutor.bench;

import io.github.backendexecutor.app.bench.Invariants;
import io.github.backendexecutor.app.jdbc.Database;
import io.github.backendexecutor.app.jdbc.DatabaseAddress;
import io.github.backendexecutor.app.wiring.BenchStage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/// A play with services of its own, whose database is asked in the end.
final class Servings {
  private Servings() {}

  /// What happens between start and end.
  @FunctionalInterface
  interface Scene {
    /// Answers how many jobs must be completed.
    long with(Serving service) throws Exception;
  }

  /// @param database as in `DATABASE_URL`; empty: SQLite
  static void play(String database, Notes notes, Scene scene) throws Exception {
    Path folder = Serving.newFolder("service");
    try (Serving service = new Serving(folder, database)) {
      long completed = scene.with(service);
      service.stop();
      try (Database opened = Database.open(DatabaseAddress.parse(service.database()))) {
        notes.broken(
            new Invariants((select, max) -> opened.exam().ask(select, max), BenchStage.RULES)
                .broken(completed));
      }
    } finally {
      remove(folder);
    }
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }
}
