package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.app.jdbc.SqliteInsert.Always;
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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/// The statements for SQLite: one row at a time, since a call costs no round trip. The transaction
/// took the only write lock when it began, so what it reads cannot change under it.
final class SqliteJobTable implements JobTable {
  private static final SqliteInsert<JobRow> NEW_ROWS = SqliteInsert.unlessTaken("job", JobRows.NEW);

  /// The usual ones among them, see [JobRow#isPlain].
  private static final SqliteInsert<JobRow> PLAIN_ROWS =
      SqliteInsert.unlessTaken(
          "job",
          JobRows.PLAIN,
          new Always("state", "'running'"),
          new Always("attempt", "1"),
          new Always("started_at", "{created_at}"));

  /// Answer: the highest number that SQLite has given to a row; new ones get higher ones.
  private static final String LAST_NUMBER = "SELECT max(rowid) FROM job";

  /// In: such a number. Answer: the ids of rows that were made since.
  private static final String MADE_SINCE = "SELECT job_id FROM job WHERE rowid > ?";

  /// In: an id. Answer: its row.
  private static final String ROW = "SELECT " + JobRows.ALL + " FROM job WHERE job_id = ?";

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
  private final SqliteStatements statements;
  private final Tally tally = new Tally();
  private final EventRows events;

  SqliteJobTable(Connection connection, SqliteStatements statements) {
    this.connection = connection;
    this.statements = statements;
    this.events = new EventRows(new SqliteEvents(statements));
  }

  @Override
  public Set<JobId> insert(List<JobRow> rows) throws SQLException {
    long before = rows.size() > 1 ? lastNumber() : 0;
    int made = write(rows);
    Set<JobId> taken = new HashSet<>();
    if (made < rows.size()) {
      rows.forEach(row -> taken.add(row.job().id()));
    }
    if (made > 0 && !taken.isEmpty()) {
      madeSince(before).forEach(taken::remove);
    }
    rows.stream().filter(row -> !taken.contains(row.job().id())).forEach(tally::made);
    return taken;
  }

  private int write(List<JobRow> rows) throws SQLException {
    List<JobRow> plain = new ArrayList<>(rows.size());
    List<JobRow> others = new ArrayList<>();
    rows.forEach(row -> (row.isPlain() ? plain : others).add(row));
    return PLAIN_ROWS.write(statements, plain) + NEW_ROWS.write(statements, others);
  }

  private long lastNumber() throws SQLException {
    try (ResultSet last = statements.get(LAST_NUMBER).executeQuery()) {
      return last.next() ? last.getLong(1) : 0;
    }
  }

  private List<JobId> madeSince(long number) throws SQLException {
    List<JobId> made = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(MADE_SINCE)) {
      query.setLong(1, number);
      try (ResultSet ids = query.executeQuery()) {
        while (ids.next()) {
          made.add(new JobId(ids.getString(1)));
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
    return new SqliteEnds(statements, tally).write(ends);
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
    SqliteCounters.write(statements, tally.changes());
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
}
