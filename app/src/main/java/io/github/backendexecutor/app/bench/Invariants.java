package io.github.backendexecutor.app.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Asks the database, once the figures are taken, whether every rule was kept: speed that comes
/// from a broken promise is none.
public final class Invariants {
  private final Database database;
  private final Map<String, String> rules;

  /// @param rules by name, each a question whose answer is `job_id` and `problem` of what broke it
  public Invariants(Database database, Map<String, String> rules) {
    this.database = database;
    this.rules = rules;
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
    rules.forEach((rule, question) -> {
      for (Map<String, String> row : database.ask(question, 3)) {
        broken.add(rule + ": " + row.get("job_id") + " " + row.get("problem"));
      }
    });
    expect(broken, "jobs", "SELECT count(*) AS n FROM job", completed);
    expect(
        broken,
        "completed jobs",
        "SELECT count(*) AS n FROM job WHERE state = 'completed'",
        completed);
    // a job that was read while its role was paused is given back before its runner is called
    expect(
        broken,
        "runs that were not given back",
        "SELECT count(*) AS n FROM attempt WHERE outcome <> 'released'",
        completed);
    return broken;
  }

  private void expect(List<String> broken, String what, String count, long expected) {
    String found = database.ask(count, 1).getFirst().get("n");
    if (!Long.toString(expected).equals(found)) {
      broken.add(found + " " + what + " instead of " + expected);
    }
  }
}
