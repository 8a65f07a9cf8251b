package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.job.Entry;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.Run;
import io.github.backendexecutor.executor.job.RunKey;
import io.github.backendexecutor.executor.job.Saved;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Ends runs in SQLite. The usual end has a short statement of its own that answers nothing but
/// whether it hit its row; whatever it does not hit is the business of the long one.
final class SqliteEnds {
  /// In: output, time, id, owner. Answer: 1 row; or 0 when the job is to be cancelled, was claimed
  /// as a due row, or is no longer running with attempt 1 and this owner. Nothing has failed in a
  /// first attempt, so there is no error to clear.
  private static final String FIRST_COMPLETED =
      """
      UPDATE job SET state = 'completed', output = ?, finished_at = ?
      WHERE job_id = ? AND state = 'running' AND attempt = 1 AND owner = ?
        AND created_at = started_at AND NOT cancel_requested\
      """;

  /// In: the first nine of [RunEnd#COLUMNS], error key. Answer: whether the job is cancelled
  /// instead, and what is counted by; or nothing when the run is no longer running with this
  /// attempt and owner. A released row keeps the error of an earlier run.
  private static final String END =
      """
      UPDATE job
      SET state = iif(cancel_requested, 'cancelled', ?4),
          failures = failures + ?5,
          next_run_at = iif(cancel_requested, NULL, ?6),
          output = iif(cancel_requested, NULL, ?7),
          error = CASE WHEN cancel_requested THEN NULL WHEN ?4 = 'ready' THEN error ELSE ?8 END,
          error_key = iif(cancel_requested, NULL, ?10),
          finished_at =
            CASE WHEN cancel_requested OR ?4 IN ('completed', 'failed', 'cancelled') THEN ?9 END
      WHERE job_id = ?1 AND state = 'running' AND attempt = ?2 AND owner = ?3
      RETURNING cancel_requested, role, entry_id, created_at\
      """;

  /// A line that is there stays as it is.
  private static final SqliteInsert<RunEnd> ATTEMPTS =
      SqliteInsert.unlessTaken("attempt_line", RunEnd.HISTORY);

  private final SqliteStatements statements;
  private final Tally tally;

  SqliteEnds(SqliteStatements statements, Tally tally) {
    this.statements = statements;
    this.tally = tally;
  }

  /// See [JobTable#end].
  Map<RunKey, Saved> write(List<RunEnd> ends) throws SQLException {
    if (ends.isEmpty()) {
      return Map.of();
    }
    List<RunEnd> history = new ArrayList<>();
    List<RunEnd> others = new ArrayList<>();
    PreparedStatement completed = statements.get(FIRST_COMPLETED);
    for (RunEnd end : ends) {
      if (isFirstCompleted(completed, end)) {
        addLine(end, history);
      } else {
        others.add(end);
      }
    }
    completed.clearParameters(); // an output may be large
    Map<RunKey, Saved> otherwise = writeOthers(others, history);
    ATTEMPTS.write(statements, history);
    return otherwise;
  }

  private boolean isFirstCompleted(PreparedStatement completed, RunEnd end) throws SQLException {
    Run run = end.run();
    Entry entry = run == null ? null : run.entry();
    if (run == null || entry == null || end.attempt() != 1 || end.state() != JobState.COMPLETED) {
      return false;
    }
    completed.setString(1, end.output());
    completed.setLong(2, end.endedAt());
    completed.setString(3, end.id().value());
    completed.setString(4, end.owner().value());
    if (completed.executeUpdate() == 0) {
      return false;
    }
    long waited = Tally.waited(entry.id(), end.startedAt());
    tally.ended(end, JobState.COMPLETED, run.job().role().name(), waited);
    return true;
  }

  private Map<RunKey, Saved> writeOthers(List<RunEnd> others, List<RunEnd> history)
      throws SQLException {
    Map<RunKey, Saved> otherwise = new HashMap<>();
    if (others.isEmpty()) {
      return otherwise;
    }
    PreparedStatement statement = statements.get(END);
    for (RunEnd end : others) {
      Saved saved = write(statement, end);
      if (saved != Saved.NOT_OURS) {
        addLine(end.as(saved), history);
      }
      if (saved != Saved.AS_GIVEN) {
        otherwise.put(end.key(), saved);
      }
    }
    statement.clearParameters();
    return otherwise;
  }

  private static void addLine(RunEnd end, List<RunEnd> history) {
    if (end.needsLine()) {
      history.add(end);
    }
  }

  private Saved write(PreparedStatement statement, RunEnd end) throws SQLException {
    for (int i = 0; i < 9; i++) {
      statement.setObject(i + 1, RunEnd.COLUMNS.get(i).value().apply(end));
    }
    statement.setString(10, end.errorKey());
    try (ResultSet result = statement.executeQuery()) {
      if (!result.next()) {
        return Saved.NOT_OURS;
      }
      boolean cancelled = result.getBoolean(1);
      JobState state = cancelled ? JobState.CANCELLED : end.state();
      long waited = Tally.waited(result.getString(3), result.getLong(4));
      tally.ended(end, state, result.getString(2), waited);
      return cancelled ? Saved.AS_CANCELLED : Saved.AS_GIVEN;
    }
  }
}
