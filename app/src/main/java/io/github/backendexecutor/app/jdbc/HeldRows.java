package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.job.AttemptRecord;
import io.github.backendexecutor.executor.job.Gone;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.Role;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Rows that one transaction holds for itself, looks at and changes one by one: for takeover,
/// cancel and what else is rare. Both databases have the same statements, but for the locks.
final class HeldRows {
  /// In: now, id, beat. Answer: 1 row, or 0 when the instance has beaten since or is unknown. Until
  /// the end of the transaction it cannot beat.
  private static final String MARK_GONE =
      "UPDATE executor_instance SET gone_at = coalesce(gone_at, ?) WHERE id = ? AND beat = ?";

  private static final String RUNNING =
      " FROM job WHERE job.state = 'running' AND job.owner = ? AND job.role = ?";

  /// In: owner, role, how many. Answer: its running rows of the role.
  private static final String RUNNING_OF =
      "SELECT " + JobRows.ALL + RUNNING + " ORDER BY job_id LIMIT ?";

  /// In: an id. Answer: its row.
  private static final String ROW = "SELECT " + JobRows.ALL + " FROM job WHERE job_id = ?";

  /// In: where the row stands now, id. Answer: 1 row.
  private static final String SAVE =
      """
      UPDATE job
      SET state = ?, lost = ?, cancel_requested = ?, next_run_at = ?, error = ?, finished_at = ?,
          error_key = ?
      WHERE job_id = ?\
      """;

  /// In: what the entry says, id. Answer: 1 row, or 0 when another entry was first.
  private static final String FILL =
      "UPDATE job SET "
          + JobRows.SAID.stream().map(one -> one.name() + " = ?").collect(Collectors.joining(", "))
          + " WHERE job_id = ? AND state = 'cancelled' AND role = ''";

  /// In: a line of the attempt history. Answer: 1 row, or 0 when it is there.
  private static final String ATTEMPT =
      """
      INSERT INTO attempt_line (job_id, attempt, owner, started_at, ended_at, outcome, error, log)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING\
      """;

  /// In: an id. Answer: its latest run, if that has ended. One without a line has completed.
  private static final String LAST_RUN =
      """
      SELECT job.attempt, coalesce(line.owner, job.owner), coalesce(line.outcome, 'completed'),
             coalesce(past.cancel_requested, job.cancel_requested)
      FROM job
      LEFT JOIN attempt_line AS line ON line.job_id = job.job_id AND line.attempt = job.attempt
      LEFT JOIN job_generation AS past ON past.job_id = job.job_id
        AND past.generation = job.generation - 1 AND past.attempt = job.attempt
      WHERE job.job_id = ? AND job.attempt > 0
        AND (job.state = 'completed' OR job.state <> 'running' AND line.job_id IS NOT NULL)\
      """;

  /// How a transaction holds rows: what it says first, so that it waits only shortly for another
  /// one; and what stands behind a query, to wait for rows that another one holds, or to pass them
  /// over.
  enum Locking {
    /// The transaction holds the whole database anyway.
    NONE("", "", ""),
    ROWS("SET LOCAL lock_timeout = '2s'", " FOR UPDATE", " FOR UPDATE SKIP LOCKED");

    private final String before;
    private final String wait;
    private final String pass;

    Locking(String before, String wait, String pass) {
      this.before = before;
      this.wait = wait;
      this.pass = pass;
    }
  }

  private final Connection connection;
  private final Locking locking;
  private final Tally tally;
  private final EventRows events;

  HeldRows(Connection connection, Locking locking, Tally tally, EventRows events) {
    this.connection = connection;
    this.locking = locking;
    this.tally = tally;
    this.events = events;
  }

  /// Waits only shortly for another transaction from here on; then the failure is
  /// [SqlFailure#isLocked].
  void waitShortly() throws SQLException {
    if (!locking.before.isEmpty()) {
      try (Statement statement = connection.createStatement()) {
        statement.execute(locking.before);
      }
    }
  }

  /// Marks an instance as gone; false when it has beaten since.
  boolean markGone(Gone gone, Instant now) throws SQLException {
    try (PreparedStatement mark = connection.prepareStatement(MARK_GONE)) {
      mark.setLong(1, Millis.of(now));
      mark.setString(2, gone.instance().value());
      mark.setLong(3, gone.beat());
      return mark.executeUpdate() == 1;
    }
  }

  /// At most `max` running rows of the owner and role; what another transaction holds is passed
  /// over.
  List<JobRow> runningOf(InstanceId owner, Role role, int max) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(RUNNING_OF + locking.pass)) {
      query.setString(1, owner.value());
      query.setString(2, role.name());
      query.setInt(3, max);
      return JobRows.query(query);
    }
  }

  boolean anyRunningOf(InstanceId owner, Role role) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement("SELECT 1" + RUNNING + " LIMIT 1")) {
      query.setString(1, owner.value());
      query.setString(2, role.name());
      try (ResultSet row = query.executeQuery()) {
        return row.next();
      }
    }
  }

  /// The row of this id; null when it is unknown.
  @Nullable JobRow row(JobId id) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(ROW + locking.wait)) {
      query.setString(1, id.value());
      return JobRows.query(query).stream().findFirst().orElse(null);
    }
  }

  /// The rows of these ids without payload and output, in the order of the ids.
  List<JobRow> light(IdList list, Collection<String> ids) throws SQLException {
    String sql =
        "SELECT " + JobRows.LIGHT + " FROM job WHERE job_id " + list.among() + " ORDER BY job_id";
    try (PreparedStatement query = connection.prepareStatement(sql + locking.wait)) {
      list.bind(query, 1, ids);
      return JobRows.query(query);
    }
  }

  /// Writes where held rows stand now.
  void save(List<JobRow> rows) throws SQLException {
    try (PreparedStatement save = connection.prepareStatement(SAVE)) {
      for (JobRow row : rows) {
        save.setString(1, row.state().word());
        save.setInt(2, row.standing().lost());
        save.setBoolean(3, row.standing().cancelRequested());
        save.setObject(4, Millis.ofNullable(row.nextRunAt()));
        save.setString(5, row.error());
        save.setObject(6, Millis.ofNullable(row.finishedAt()));
        save.setString(7, row.errorKey());
        save.setString(8, row.job().id().value());
        save.addBatch();
      }
      save.executeBatch();
    }
    rows.stream().filter(row -> row.state().terminal()).forEach(events::add);
  }

  /// Writes what their first entries say into tombstones, whose end can be heard of from then on;
  /// those that are none any more stay.
  void fill(Collection<JobRow> rows) throws SQLException {
    try (PreparedStatement fill = connection.prepareStatement(FILL)) {
      for (JobRow row : rows) {
        int last = 0;
        for (Column<JobRow> column : JobRows.SAID) {
          fill.setObject(++last, column.value().apply(row));
        }
        fill.setString(last + 1, row.job().id().value());
        if (fill.executeUpdate() == 1) {
          tally.filled(row);
          events.add(row);
        }
      }
    }
  }

  void addAttempts(List<AttemptRecord> attempts) throws SQLException {
    try (PreparedStatement add = connection.prepareStatement(ATTEMPT)) {
      for (AttemptRecord attempt : attempts) {
        add.setString(1, attempt.jobId().value());
        add.setInt(2, attempt.attempt());
        add.setString(3, attempt.owner().value());
        add.setLong(4, Millis.of(attempt.startedAt()));
        add.setLong(5, Millis.of(attempt.endedAt()));
        add.setString(6, attempt.outcome());
        add.setString(7, attempt.error());
        add.setString(8, attempt.log());
        add.addBatch();
      }
      add.executeBatch();
    }
  }

  /// The latest runs of these jobs; jobs that are unknown, never ran or are running are absent.
  Map<JobId, LastRun> lastRuns(Collection<JobId> ids) throws SQLException {
    Map<JobId, LastRun> runs = new HashMap<>();
    try (PreparedStatement query = connection.prepareStatement(LAST_RUN)) {
      for (JobId id : ids) {
        query.setString(1, id.value());
        try (ResultSet row = query.executeQuery()) {
          if (row.next()) {
            runs.put(
                id,
                new LastRun(row.getInt(1), row.getString(2), row.getString(3), row.getBoolean(4)));
          }
        }
      }
    }
    return runs;
  }
}
