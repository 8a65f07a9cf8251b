package io.github.backendexecutor.app.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/// Fills a database with any number of jobs as a long life would have left them: of 30 roles, most
/// completed, a tenth failed in 200 ways, some waiting, a thousand running; a tenth of them in one
/// workflow, the others ten to a workflow. They were made one a second.
final class ManyJobs {
  /// When the first of them was made.
  static final long FIRST = 1_700_000_000_000L;

  static final String GIANT = "giant";
  private static final int STEP = 250_000;

  private final Connection connection;
  private final boolean postgres;
  private final long rows;

  ManyJobs(Connection connection, boolean postgres, long rows) {
    this.connection = connection;
    this.postgres = postgres;
    this.rows = rows;
  }

  static long createdAt(long number) {
    return FIRST + 1_000 * number;
  }

  static String id(long number) {
    return "job-" + number;
  }

  void fill() throws SQLException {
    List<String> indexes = dropIndexes();
    for (long from = 1; from <= rows; from += STEP) {
      insert(from, Math.min(rows, from + STEP - 1));
    }
    for (String index : indexes) {
      execute(index);
    }
    COUNT.forEach(this::executeUnchecked);
    // SQLite is never told: the program does not, either
    if (postgres) {
      execute("VACUUM ANALYZE");
    }
  }

  private void insert(long from, long to) throws SQLException {
    String numbers =
        postgres
            ? "generate_series(" + from + "::bigint, " + to + ") AS numbers (i)"
            : "(WITH RECURSIVE numbers (i) AS (SELECT %d UNION ALL SELECT i + 1 FROM numbers WHERE i < %d) SELECT i FROM numbers)"
                .formatted(from, to);
    execute(INSERT + numbers + ") AS drawn");
  }

  /// The number of a job decides everything. `s` is where it stands, from 0 to 999; the newest
  /// thousand run.
  private static final String INSERT =
      """
      INSERT INTO job (job_id, workflow_id, role, task, payload, connection_id, fields, state, attempt,
        failures, owner, stream, entry_id, next_run_at, output, error, error_key, created_at,
        started_at, finished_at)
      SELECT 'job-' || i, CASE WHEN i %% 10 = 0 THEN 'giant' ELSE 'w' || (i / 10) END, role,
        'summarise document ' || i, '{"prompt":"%s","n":' || i || '}', '', '{}', state,
        CASE WHEN state = 'scheduled' THEN 0 ELSE 1 END,
        CASE WHEN state IN ('failed', 'retry_wait') THEN 1 ELSE 0 END,
        CASE WHEN state <> 'scheduled' THEN 'instance-' || (i %% 3) END,
        'jobs:' || role, (at - 40) || '-0',
        CASE WHEN state IN ('ready', 'retry_wait', 'scheduled') THEN at + 1000 END,
        CASE WHEN state = 'completed' THEN '{"text":"done"}' END,
        CASE WHEN state IN ('failed', 'retry_wait') THEN 'no answer of kind k' || (i / 7 %% 200) || 'x after ' || i || ' ms' END,
        CASE WHEN state = 'failed' THEN 'no answer of kind k' || (i / 7 %% 200) || 'x after 0 ms' END,
        at, CASE WHEN state <> 'scheduled' THEN at END,
        CASE WHEN state IN ('completed', 'failed', 'cancelled') THEN at + 900 END
      FROM (
        SELECT i, 1700000000000 + 1000 * i AS at,
          CASE WHEN i %% 7 < 3 THEN 'agent' WHEN i %% 7 < 5 THEN 'manager' ELSE 'role-' || (i / 7 %% 28) END AS role,
          CASE WHEN i > {running} THEN 'running'
               WHEN i * 37 %% 1000 < 850 THEN 'completed' WHEN i * 37 %% 1000 < 950 THEN 'failed'
               WHEN i * 37 %% 1000 < 980 THEN 'cancelled' WHEN i * 37 %% 1000 < 990 THEN 'scheduled'
               WHEN i * 37 %% 1000 < 996 THEN 'retry_wait' ELSE 'ready' END AS state
        FROM \
      """
          .formatted("x".repeat(200));

  private static final List<String> COUNT =
      List.of(
          "DELETE FROM job_count",
          "DELETE FROM job_ended",
          "DELETE FROM failure_group",
          "DELETE FROM workflow",
          "INSERT INTO job_count (role, state, n) SELECT role, state, count(*) FROM job GROUP BY role, state",
          """
          INSERT INTO failure_group (error_key, role, n, example, last_job, last_at)
          SELECT error_key, role, count(*), max(error), max(job_id), max(finished_at)
          FROM job WHERE state = 'failed' GROUP BY error_key, role\
          """,
          """
          INSERT INTO workflow (workflow_id, first_at)
          SELECT workflow_id, min(created_at) FROM job WHERE workflow_id <> '' GROUP BY workflow_id\
          """,
          """
          INSERT INTO job_ended (span, at, role, state, n, wait_ms, run_ms)
          SELECT 3600000, finished_at / 3600000 * 3600000, role, state, count(*), 40 * count(*), 900 * count(*)
          FROM job WHERE finished_at IS NOT NULL GROUP BY finished_at / 3600000, role, state\
          """,
          """
          INSERT INTO job_ended (span, at, role, state, n, wait_ms, run_ms)
          SELECT 60000, finished_at / 60000 * 60000, role, state, count(*), 40 * count(*), 900 * count(*)
          FROM job WHERE finished_at > (SELECT max(created_at) FROM job) - 172800000
          GROUP BY finished_at / 60000, role, state\
          """);

  /// @return how to make them again
  private List<String> dropIndexes() throws SQLException {
    List<String> made = new ArrayList<>();
    List<String> names = new ArrayList<>();
    String query =
        postgres
            ? "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'job' AND indexname LIKE 'job\\_%' AND indexname <> 'job_pkey'"
            : "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'job' AND sql IS NOT NULL ORDER BY rowid";
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      while (row.next()) {
        names.add(row.getString(1));
        made.add(row.getString(2));
      }
    }
    for (String name : names) {
      execute("DROP INDEX " + name);
    }
    return made;
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql.replace("{running}", Long.toString(rows - 1_000)));
    }
  }

  private void executeUnchecked(String sql) {
    try {
      execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }
}
