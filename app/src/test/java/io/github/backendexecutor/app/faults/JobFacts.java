package io.github.backendexecutor.app.faults;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the database says of the jobs of a round.
final class JobFacts {
  private static final String ENDED = "state IN ('completed', 'failed', 'cancelled')";

  private JobFacts() {}

  /// @param runs outcome and owner of each run that has ended
  record Fact(
      String state,
      int attempt,
      @Nullable String output,
      @Nullable String error,
      Map<Integer, EndedRun> runs) {
    boolean ended() {
      return state.equals("completed") || state.equals("failed") || state.equals("cancelled");
    }
  }

  record EndedRun(String outcome, String owner) {
    boolean lost() {
      return outcome.equals("lost");
    }
  }

  static Map<String, Fact> of(Database database, String prefix) throws SQLException {
    Map<String, Fact> facts = new HashMap<>();
    String between = " WHERE job_id >= ? AND job_id < ?";
    String after = prefix + "~";
    String jobs = "SELECT job_id, state, attempt, output, error FROM job" + between;
    for (Map<String, @Nullable Object> row : database.rows(jobs, prefix, after)) {
      facts.put(
          text(row, "job_id"),
          new Fact(
              text(row, "state"),
              number(row, "attempt"),
              (String) row.get("output"),
              (String) row.get("error"),
              new HashMap<>()));
    }
    String runs = "SELECT job_id, attempt, outcome, owner FROM attempt" + between;
    for (Map<String, @Nullable Object> row : database.rows(runs, prefix, after)) {
      Fact fact = facts.get(text(row, "job_id"));
      if (fact != null) {
        fact.runs()
            .put(number(row, "attempt"), new EndedRun(text(row, "outcome"), text(row, "owner")));
      }
    }
    return facts;
  }

  static long ended(Database database, String prefix) throws SQLException {
    return database.count(
        "SELECT count(*) FROM job WHERE job_id >= ? AND job_id < ? AND " + ENDED,
        prefix,
        prefix + "~");
  }

  static List<Map<String, @Nullable Object>> unfinished(Database database, String prefix)
      throws SQLException {
    return database.rows(
        "SELECT job_id, state, attempt, lost, owner, stream, entry_id, error FROM job"
            + " WHERE job_id >= ? AND job_id < ? AND NOT "
            + ENDED
            + " ORDER BY job_id LIMIT 200",
        prefix,
        prefix + "~");
  }

  private static String text(Map<String, @Nullable Object> row, String column) {
    return String.valueOf(row.get(column));
  }

  private static int number(Map<String, @Nullable Object> row, String column) {
    return Integer.parseInt(text(row, column));
  }
}
