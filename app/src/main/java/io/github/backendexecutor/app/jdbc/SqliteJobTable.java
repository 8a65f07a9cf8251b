package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.job.RunKey;
import io.github.backendexecutor.executor.job.Saved;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/// The statements for SQLite: one row at a time, since a call costs no round trip. The transaction
/// took the only write lock when it began, so what it reads cannot change under it.
final class SqliteJobTable implements JobTable {
  /// In: a new row. Answer: 1 row, or 0 when the id is taken.
  private static final String INSERT =
      "INSERT INTO job (%s) VALUES (%s) ON CONFLICT (job_id) DO NOTHING"
          .formatted(
              Column.names(JobRows.NEW),
              String.join(", ", Collections.nCopies(JobRows.NEW.size(), "?")));

  /// In: an id. Answer: its row.
  private static final String ROW = "SELECT " + JobRows.ALL + " FROM job WHERE job_id = ?";

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

  /// In: [RunEnd#COLUMNS]. Answer: 1 row, or 0 when it is there.
  private static final String ATTEMPT =
      """
      INSERT INTO attempt (job_id, attempt, owner, started_at, ended_at, outcome, error, log)
      VALUES (?1, ?2, ?3, ?11, ?9, ?10, ?8, ?12)
      ON CONFLICT DO NOTHING\
      """;

  /// In: role, now, how many. Answer: the rows whose time has come, oldest first.
  private static final String DUE =
      """
      SELECT %s FROM job WHERE role = ? AND %s AND next_run_at <= ?
      ORDER BY next_run_at, job_id LIMIT ?\
      """
          .formatted(JobRows.ALL, WAITING);

  /// In: owner, now, id. Answer: 1 row.
  private static final String CLAIM =
      """
      UPDATE job
      SET state = 'running', attempt = attempt + 1, owner = ?, started_at = ?, next_run_at = NULL
      WHERE job_id = ?\
      """;

  /// In: id, time of the first job. Answer: 1 row, or 0 when it is known.
  private static final String WORKFLOW =
      "INSERT INTO workflow (workflow_id, first_at) VALUES (?, ?) ON CONFLICT DO NOTHING";

  private final Connection connection;
  private final EventRows events;
  private final Tally tally = new Tally();

  SqliteJobTable(Connection connection) {
    this.connection = connection;
    this.events = new EventRows(new SqliteEvents(connection));
  }

  @Override
  public Set<JobId> insert(List<JobRow> rows) throws SQLException {
    Set<JobId> made = new HashSet<>();
    if (rows.isEmpty()) {
      return made;
    }
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      for (JobRow row : rows) {
        bind(insert, JobRows.NEW, row);
        if (insert.executeUpdate() == 1) {
          made.add(row.job().id());
          tally.made(row);
        }
      }
    }
    return made;
  }

  @Override
  public Map<JobId, JobRow> rows(Collection<JobId> ids) throws SQLException {
    Map<JobId, JobRow> rows = new HashMap<>();
    try (PreparedStatement query = connection.prepareStatement(ROW)) {
      for (JobId id : ids) {
        query.setString(1, id.value());
        JobRows.query(query).forEach(row -> rows.put(id, row));
      }
    }
    return rows;
  }

  @Override
  public Map<RunKey, Saved> end(List<RunEnd> ends) throws SQLException {
    Map<RunKey, Saved> ended = new HashMap<>();
    if (ends.isEmpty()) {
      return ended;
    }
    try (PreparedStatement end = connection.prepareStatement(END);
        PreparedStatement attempt = connection.prepareStatement(ATTEMPT)) {
      for (RunEnd one : ends) {
        Saved saved = end(end, one);
        if (saved != Saved.NOT_OURS) {
          bind(attempt, RunEnd.COLUMNS, one.as(saved));
          attempt.executeUpdate();
          ended.put(one.key(), saved);
        }
      }
    }
    return ended;
  }

  private Saved end(PreparedStatement end, RunEnd one) throws SQLException {
    bind(end, RunEnd.COLUMNS.subList(0, 9), one);
    end.setString(10, one.errorKey());
    try (ResultSet result = end.executeQuery()) {
      if (!result.next()) {
        return Saved.NOT_OURS;
      }
      boolean cancelled = result.getBoolean(1);
      JobState state = cancelled ? JobState.CANCELLED : one.state();
      long waited = Tally.waited(result.getString(3), result.getLong(4));
      tally.ended(one, state, result.getString(2), waited);
      return cancelled ? Saved.AS_CANCELLED : Saved.AS_GIVEN;
    }
  }

  @Override
  public List<JobRow> claim(Role role, int max, InstanceId owner, Instant now) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(DUE);
        PreparedStatement claim = connection.prepareStatement(CLAIM)) {
      query.setString(1, role.name());
      query.setLong(2, Millis.of(now));
      query.setInt(3, max);
      List<JobRow> claimed = new ArrayList<>();
      for (JobRow due : JobRows.query(query)) {
        claim.setString(1, owner.value());
        claim.setLong(2, Millis.of(now));
        claim.setString(3, due.job().id().value());
        claim.executeUpdate();
        tally.moved(role.name(), due.state(), JobState.RUNNING, 1);
        claimed.add(due.claimed(owner, now));
      }
      return claimed;
    }
  }

  @Override
  public List<JobRow> claimed(Role role, InstanceId owner) throws SQLException {
    return JobRows.claimed(connection, role, owner);
  }

  @Override
  public Map<JobId, Past> pasts(Collection<JobId> ids) throws SQLException {
    return Past.of(connection, ids(), ids);
  }

  @Override
  public HeldRows held() {
    return new HeldRows(connection, HeldRows.Locking.NONE, tally, events);
  }

  @Override
  public void addWorkflows(SortedMap<String, Long> firsts) throws SQLException {
    if (firsts.isEmpty()) {
      return;
    }
    try (PreparedStatement add = connection.prepareStatement(WORKFLOW)) {
      for (Map.Entry<String, Long> first : firsts.entrySet()) {
        add.setString(1, first.getKey());
        add.setLong(2, first.getValue());
        add.executeUpdate();
      }
    }
  }

  @Override
  public Tally tally() {
    return tally;
  }

  @Override
  public void writeTally() throws SQLException {
    SqliteCounters.write(connection, tally.changes());
  }

  /// There are none: SQLite's counters are always folded.
  @Override
  public int fold(int max) {
    return 0;
  }

  @Override
  public Connection connection() {
    return connection;
  }

  @Override
  public IdList ids() {
    return SqliteDialect.IDS;
  }

  @Override
  public EventRows events() {
    return events;
  }

  static <R> void bind(PreparedStatement statement, List<Column<R>> columns, R row)
      throws SQLException {
    for (int i = 0; i < columns.size(); i++) {
      statement.setObject(i + 1, columns.get(i).value().apply(row));
    }
  }
}
