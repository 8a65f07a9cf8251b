package io.github.backendexecutor.app.jdbc;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;

/// Adds to the counters of SQLite, within the one transaction that writes: nobody else can.
final class SqliteCounters {
  /// In: role, state, n. Answer: 1 row.
  private static final String STANDING =
      """
      INSERT INTO job_count (role, state, n) VALUES (?, ?, ?)
      ON CONFLICT (role, state) DO UPDATE SET n = n + excluded.n\
      """;

  /// In: span, when it begins, role, state, n, wait, run. Answer: 1 row.
  private static final String ENDED =
      """
      INSERT INTO job_ended (span, at, role, state, n, wait_ms, run_ms) VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (span, at, role, state) DO UPDATE
      SET n = n + excluded.n, wait_ms = wait_ms + excluded.wait_ms, run_ms = run_ms + excluded.run_ms\
      """;

  /// In: error key, role, n, example, job, time. Answer: 1 row. A change without an example has the
  /// time 0.
  private static final String FAILED =
      """
      INSERT INTO failure_group (error_key, role, n, example, last_job, last_at)
      VALUES (?, ?, ?, coalesce(?, ''), coalesce(?, ''), ?)
      ON CONFLICT (error_key, role) DO UPDATE
      SET n = n + excluded.n,
          example = iif(excluded.last_at >= last_at, excluded.example, example),
          last_job = iif(excluded.last_at >= last_at, excluded.last_job, last_job),
          last_at = max(excluded.last_at, last_at)\
      """;

  private SqliteCounters() {}

  static void write(SqliteStatements statements, List<CountChange> changes) throws SQLException {
    for (CountChange change : changes) {
      if (change.minute() != null) {
        ended(statements.get(ENDED), change, Tally.MINUTE);
        ended(statements.get(ENDED), change, Tally.HOUR);
      } else if (change.errorKey() != null) {
        failed(statements.get(FAILED), change);
      } else {
        standing(statements.get(STANDING), change);
      }
    }
  }

  private static void standing(PreparedStatement standing, CountChange change) throws SQLException {
    standing.setString(1, change.role());
    standing.setString(2, change.state());
    standing.setLong(3, change.n());
    standing.executeUpdate();
  }

  private static void ended(PreparedStatement ended, CountChange change, long span)
      throws SQLException {
    ended.setLong(1, span);
    ended.setLong(2, Objects.requireNonNull(change.minute()) / span * span);
    ended.setString(3, change.role());
    ended.setString(4, change.state());
    ended.setLong(5, change.n());
    ended.setLong(6, change.waitMillis());
    ended.setLong(7, change.runMillis());
    ended.executeUpdate();
  }

  private static void failed(PreparedStatement failed, CountChange change) throws SQLException {
    failed.setString(1, change.errorKey());
    failed.setString(2, change.role());
    failed.setLong(3, change.n());
    failed.setString(4, change.example());
    failed.setString(5, change.jobId());
    failed.setLong(6, change.at());
    failed.executeUpdate();
  }
}
