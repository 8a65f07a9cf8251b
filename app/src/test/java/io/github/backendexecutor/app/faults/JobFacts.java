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
    database.each(
        "SELECT job_id, state, attempt, output, error FROM job" + between,
        row ->
            facts.put(
                row.getString("job_id"),
                new Fact(
                    row.getString("state").intern(),
                    row.getInt("attempt"),
                    row.getString("output"),
                    row.getString("error"),
                    new HashMap<>(2))),
        prefix,
        after);
    database.each(
        "SELECT job_id, attempt, outcome, owner FROM attempt" + between,
        row -> {
          Fact fact = facts.get(row.getString("job_id"));
          if (fact != null) {
            fact.runs()
                .put(
                    row.getInt("attempt"),
                    new EndedRun(
                        row.getString("outcome").intern(), row.getString("owner").intern()));
          }
        },
        prefix,
        after);
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
}
