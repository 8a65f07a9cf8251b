package io.github.backendexecutor.app.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/// The counters of PostgreSQL: a transaction only ever adds its changes, and so waits for no other;
/// now and then somebody folds them.
final class PostgresCounters {
  /// In: an array for each of [CountChange#COLUMNS]. Answer: nothing of interest.
  private static final String DELTAS =
      "INSERT INTO count_delta (%s) SELECT * FROM %s"
          .formatted(
              Column.names(CountChange.COLUMNS), PostgresJobTable.unnest(CountChange.COLUMNS));

  /// In: how many. Answer: how many changes were folded into the counters. Only one transaction
  /// writes the counters at a time, whoever holds the lock; the others fold nothing.
  private static final String FOLD =
      """
      WITH mine AS MATERIALIZED (SELECT pg_try_advisory_xact_lock(hashtext('executor count_delta')) AS held),
      gone AS (
        DELETE FROM count_delta
        WHERE (SELECT held FROM mine)
          AND ctid = ANY (ARRAY(SELECT ctid FROM count_delta LIMIT ?))
        RETURNING *),
      standing AS (
        INSERT INTO job_count AS old (role, state, n)
        SELECT role, state, sum(n) FROM gone WHERE minute IS NULL AND error_key IS NULL GROUP BY role, state
        ON CONFLICT (role, state) DO UPDATE SET n = old.n + excluded.n),
      ended AS (
        INSERT INTO job_ended AS old (span, at, role, state, n, wait_ms, run_ms)
        SELECT span, minute / span * span, role, state, sum(n), sum(wait_ms), sum(run_ms)
        FROM gone CROSS JOIN (VALUES (60000::bigint), (3600000::bigint)) AS spans (span)
        WHERE minute IS NOT NULL GROUP BY span, minute / span * span, role, state
        ON CONFLICT (span, at, role, state) DO UPDATE
        SET n = old.n + excluded.n, wait_ms = old.wait_ms + excluded.wait_ms,
            run_ms = old.run_ms + excluded.run_ms),
      failed AS (
        INSERT INTO failure_group AS old (error_key, role, n, example, last_job, last_at)
        SELECT error_key, role, sum(n),
               coalesce((array_agg(example ORDER BY at DESC))[1], ''),
               coalesce((array_agg(job_id ORDER BY at DESC))[1], ''), max(at)
        FROM gone WHERE error_key IS NOT NULL GROUP BY error_key, role
        ON CONFLICT (error_key, role) DO UPDATE
        SET n = old.n + excluded.n,
            example = CASE WHEN excluded.last_at >= old.last_at THEN excluded.example ELSE old.example END,
            last_job = CASE WHEN excluded.last_at >= old.last_at THEN excluded.last_job ELSE old.last_job END,
            last_at = greatest(old.last_at, excluded.last_at))
      SELECT count(*) FROM gone\
      """;

  private PostgresCounters() {}

  static void write(Connection connection, List<CountChange> changes) throws SQLException {
    if (changes.isEmpty()) {
      return;
    }
    try (PreparedStatement add = connection.prepareStatement(DELTAS)) {
      PostgresJobTable.bind(connection, add, CountChange.COLUMNS, changes);
      add.executeUpdate();
    }
  }

  static int fold(Connection connection, int max) throws SQLException {
    try (PreparedStatement fold = connection.prepareStatement(FOLD)) {
      fold.setInt(1, max);
      try (ResultSet row = fold.executeQuery()) {
        return row.next() ? row.getInt(1) : 0;
      }
    }
  }
}
