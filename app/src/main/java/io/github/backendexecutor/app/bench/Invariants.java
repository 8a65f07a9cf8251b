package io.github.backendexecutor.app.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Asks the database, once the figures are taken, whether every rule was kept: speed that comes
/// from a broken promise is none.
public final class Invariants {
  private static final List<String> FILES =
      List.of(
          "I01-one-end",
          "I03-no-run-after-the-end",
          "I04-attempts-increase",
          "I05-no-overlap",
          "I06-bounded",
          "I07-fence",
          "I10-nothing-vanishes",
          "I14-cancelled-stays-cancelled");

  private final Database database;

  public Invariants(Database database) {
    this.database = database;
  }

  /// Where jobs were kept.
  @FunctionalInterface
  public interface Database {
    /// Asks this; at most `max` rows, each as its columns' names and text.
    List<Map<String, String>> ask(String select, int max);
  }

  /// What is wrong, for a person; nothing when all is right.
  ///
  /// @param completed how many jobs must have run once and be completed, and no others be there
  public List<String> broken(long completed) {
    List<String> broken = new ArrayList<>();
    for (String file : FILES) {
      for (Map<String, String> row : database.ask(statement(file), 3)) {
        broken.add(file + ": " + row.get("job_id") + " " + row.get("problem"));
      }
    }
    expect(broken, "jobs", "SELECT count(*) AS n FROM job", completed);
    expect(
        broken,
        "jobs completed in attempt 1",
        "SELECT count(*) AS n FROM job WHERE state = 'completed' AND attempt = 1",
        completed);
    expect(broken, "recorded runs", "SELECT count(*) AS n FROM attempt", completed);
    return broken;
  }

  private void expect(List<String> broken, String what, String count, long expected) {
    String found = database.ask(count, 1).getFirst().get("n");
    if (!Long.toString(expected).equals(found)) {
      broken.add(found + " " + what + " instead of " + expected);
    }
  }

  private static String statement(String file) {
    try (InputStream in =
        Objects.requireNonNull(
            Invariants.class.getResourceAsStream("/invariants/" + file + ".sql"), file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
