package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.job.RunKey;
import io.github.backendexecutor.executor.job.Saved;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/// The statements for PostgreSQL: many rows in one round trip, as one array for each column.
///
/// Two instances write at the same time. Each inserts in the order of the ids, and what it updates
/// after that is its own; so they wait for each other but never in a circle. (Should it happen all
/// the same, one gets 40P01, which is answered like an outage: again, later.)
final class PostgresJobTable implements JobTable {
  /// New rows; a plain one begins at once and has no terms of its own.
  private static final PostgresRows<JobRow> NEW =
      new PostgresRows<>(
          JobRows.NEW,
          Map.of("fields", "{}", "priority", 0, "state", JobState.RUNNING.word(), "attempt", 1),
          Set.of(
              "run_at",
              "timeout_ms",
              "max_attempts",
              "traceparent",
              "parent_id",
              "next_run_at",
              "error",
              "error_key",
              "finished_at"));

  /// In: an array for each column of new rows, or of plain ones. Answer: the ids that were not
  /// taken.
  private static final String INSERT =
      "INSERT INTO job (%s) %s ON CONFLICT (job_id) DO NOTHING RETURNING job_id";

  private static final String INSERT_ANY =
      INSERT.formatted(Column.names(JobRows.NEW), NEW.select(false));
  private static final String INSERT_PLAIN =
      INSERT.formatted(Column.names(JobRows.NEW), NEW.select(true));

  /// In: ids. Answer: their rows.
  private static final String ROWS = "SELECT " + JobRows.ALL + " FROM job WHERE job_id = ANY (?)";

  /// Ends; a plain one is that of a run that completed.
  private static final PostgresRows<RunEnd> ENDS =
      new PostgresRows<>(
          RunEnd.WITH_KEY,
          Map.of("state", JobState.COMPLETED.word(), "failed", 0, "outcome", RunEnd.COMPLETED),
          Set.of("next_run_at", "error", "error_key"));

  /// In: an array for each of [RunEnd#WITH_KEY], or of plain ones. Answer: id and attempt of those
  /// runs that were still running with this attempt and owner, and are ended now, whether they are
  /// cancelled instead, and what is counted by. A released row keeps the error of an earlier run.
  /// The state is asked for in a way that no index knows: the rows are to be found by their ids,
  /// and not among all that run.
  private static final String END =
      """
      WITH ending AS (%s),
      ended AS (
        UPDATE job
        SET state = CASE WHEN cancel_requested THEN 'cancelled' ELSE e.state END,
            failures = job.failures + e.failed,
            next_run_at = CASE WHEN NOT cancel_requested THEN e.next_run_at END,
            output = CASE WHEN NOT cancel_requested THEN e.output END,
            error = CASE WHEN cancel_requested THEN NULL
                         WHEN e.state = 'ready' THEN job.error ELSE e.error END,
            error_key = CASE WHEN NOT cancel_requested THEN e.error_key END,
            finished_at = CASE WHEN cancel_requested
                OR e.state IN ('completed', 'failed', 'cancelled') THEN e.ended_at END
        FROM ending e
        WHERE job.job_id = e.job_id AND job.state || '' = 'running' AND job.attempt = e.attempt
          AND job.owner = e.owner
        RETURNING e.*, job.cancel_requested AS cancelled, job.role, job.entry_id, job.created_at),
      history AS (
        INSERT INTO attempt_line (job_id, attempt, owner, started_at, ended_at, outcome, error, log)
        SELECT job_id, attempt, owner, started_at, ended_at,
               CASE WHEN cancelled THEN 'cancelled' ELSE outcome END,
               CASE WHEN NOT cancelled THEN error END, log
        FROM ended WHERE cancelled OR state <> 'completed' OR log <> ''
        ON CONFLICT DO NOTHING)
      SELECT job_id, attempt, cancelled, role, entry_id, created_at FROM ended\
      """;

  private static final String END_ANY = END.formatted(ENDS.select(false));
  private static final String END_PLAIN = END.formatted(ENDS.select(true));

  /// In: role, now, how many, owner, now. Answer: the claimed rows, oldest first. What another
  /// instance is claiming at this moment is passed over.
  private static final String CLAIM =
      """
      WITH due AS (
        SELECT job_id, state, next_run_at FROM job
        WHERE role = ? AND %s AND next_run_at <= ?
        ORDER BY next_run_at, job_id LIMIT ? FOR UPDATE SKIP LOCKED),
      claimed AS (
        UPDATE job
        SET state = 'running', attempt = attempt + 1, owner = ?, started_at = ?, next_run_at = NULL
        FROM due WHERE job.job_id = due.job_id
        RETURNING job.*, due.next_run_at AS due_at, due.state AS was)
      SELECT %s, was FROM claimed AS job ORDER BY due_at, job_id\
      """
          .formatted(WAITING, JobRows.ALL);

  /// In: owner. Waits until no other transaction of this owner is claiming.
  private static final String CLAIMS_IN_TURN =
      "SELECT pg_advisory_xact_lock(hashtextextended(?, 0))";

  /// In: ids, times of the first jobs. Answer: nothing of interest.
  private static final String WORKFLOWS =
      "INSERT INTO workflow (workflow_id, first_at) SELECT * FROM unnest(?::text[], ?::int8[])"
          + " ON CONFLICT DO NOTHING";

  /// A statement carries about this many characters; larger batches are several statements.
  private static final int MAX_STATEMENT = 4_000_000;

  private final Connection connection;
  private final Tally tally = new Tally();
  private final EventRows events;

  PostgresJobTable(Connection connection) {
    this.connection = connection;
    this.events = new EventRows(new PostgresEvents(connection));
  }

  @Override
  public Set<JobId> insert(List<JobRow> rows) throws SQLException {
    Map<JobId, JobRow> wanted = new HashMap<>();
    rows.forEach(row -> wanted.put(row.job().id(), row));
    for (List<JobRow> some : pieces(rows, JobRow::size)) {
      // one statement for all of a piece: two would not insert in the order of the ids
      boolean plain = NEW.plain(some);
      try (PreparedStatement insert =
          connection.prepareStatement(plain ? INSERT_PLAIN : INSERT_ANY)) {
        NEW.bind(connection, insert, some, plain);
        try (ResultSet result = insert.executeQuery()) {
          while (result.next()) {
            JobId id = new JobId(result.getString(1));
            tally.made(Objects.requireNonNull(wanted.remove(id)));
          }
        }
      }
    }
    return wanted.keySet();
  }

  @Override
  public Map<JobId, JobRow> rows(Collection<JobId> ids) throws SQLException {
    Map<JobId, JobRow> rows = new HashMap<>();
    try (PreparedStatement query = connection.prepareStatement(ROWS)) {
      String[] values = ids.stream().map(JobId::value).toArray(String[]::new);
      query.setArray(1, connection.createArrayOf("text", values));
      JobRows.query(query).forEach(row -> rows.put(row.job().id(), row));
    }
    return rows;
  }

  @Override
  public Map<RunKey, Saved> end(List<RunEnd> ends) throws SQLException {
    Map<RunKey, Saved> otherwise = new HashMap<>();
    for (List<RunEnd> some : pieces(ends, RunEnd::size)) {
      boolean plain = ENDS.plain(some);
      try (PreparedStatement end = connection.prepareStatement(plain ? END_PLAIN : END_ANY)) {
        ENDS.bind(connection, end, some, plain);
        Map<RunKey, RunEnd> asked = new HashMap<>();
        some.forEach(one -> asked.put(one.key(), one));
        try (ResultSet result = end.executeQuery()) {
          while (result.next()) {
            RunKey run = new RunKey(new JobId(result.getString(1)), result.getInt(2));
            Saved saved = count(Objects.requireNonNull(asked.remove(run)), result);
            if (saved != Saved.AS_GIVEN) {
              otherwise.put(run, saved);
            }
          }
        }
        asked.keySet().forEach(run -> otherwise.put(run, Saved.NOT_OURS));
      }
    }
    return otherwise;
  }

  private Saved count(RunEnd end, ResultSet result) throws SQLException {
    boolean cancelled = result.getBoolean(3);
    JobState state = cancelled ? JobState.CANCELLED : end.state();
    long waited = Tally.waited(result.getString(5), result.getLong(6));
    tally.ended(end, state, result.getString(4), waited);
    return cancelled ? Saved.AS_CANCELLED : Saved.AS_GIVEN;
  }

  @Override
  public List<JobRow> claim(Role role, int max, InstanceId owner, Instant now) throws SQLException {
    waitForEarlierClaims(owner);
    try (PreparedStatement claim = connection.prepareStatement(CLAIM)) {
      claim.setString(1, role.name());
      claim.setLong(2, Millis.of(now));
      claim.setInt(3, max);
      claim.setString(4, owner.value());
      claim.setLong(5, Millis.of(now));
      List<JobRow> claimed = new ArrayList<>();
      try (ResultSet result = claim.executeQuery()) {
        while (result.next()) {
          claimed.add(JobRows.read(result));
          tally.moved(role.name(), JobState.of(result.getString("was")), JobState.RUNNING, 1);
        }
      }
      return claimed;
    }
  }

  @Override
  public List<JobRow> claimed(Role role, InstanceId owner) throws SQLException {
    waitForEarlierClaims(owner);
    return JobRows.claimed(connection, role, owner);
  }

  /// A claim whose COMMIT we gave up may still be under way in the server. Its rows are locked, so
  /// the next claim would pass them over and nobody would ever hear of them.
  private void waitForEarlierClaims(InstanceId owner) throws SQLException {
    try (PreparedStatement lock = connection.prepareStatement(CLAIMS_IN_TURN)) {
      lock.setString(1, owner.value());
      lock.execute();
    }
  }

  @Override
  public Map<JobId, Past> pasts(Collection<JobId> ids) throws SQLException {
    return Past.of(connection, ids(), ids);
  }

  @Override
  public HeldRows held() {
    return new HeldRows(connection, HeldRows.Locking.ROWS, tally, events);
  }

  @Override
  public void addWorkflows(SortedMap<String, Long> firsts) throws SQLException {
    if (firsts.isEmpty()) {
      return;
    }
    try (PreparedStatement add = connection.prepareStatement(WORKFLOWS)) {
      add.setArray(1, connection.createArrayOf("text", firsts.keySet().toArray()));
      add.setArray(2, connection.createArrayOf("int8", firsts.values().toArray()));
      add.executeUpdate();
    }
  }

  @Override
  public Tally tally() {
    return tally;
  }

  @Override
  public void writeTally() throws SQLException {
    PostgresCounters.write(connection, tally.changes());
  }

  @Override
  public int fold(int max) throws SQLException {
    return PostgresCounters.fold(connection, max);
  }

  @Override
  public Connection connection() {
    return connection;
  }

  @Override
  public IdList ids() {
    return PostgresDialect.IDS;
  }

  @Override
  public EventRows events() {
    return events;
  }

  /// An array for each of these columns, as rows.
  static String unnest(List<? extends Column<?>> columns) {
    return columns.stream()
        .map(column -> "?::" + column.type() + "[]")
        .collect(Collectors.joining(", ", "unnest(", ")"));
  }

  static <R> void bind(
      Connection connection, PreparedStatement statement, List<Column<R>> columns, List<R> rows)
      throws SQLException {
    for (int i = 0; i < columns.size(); i++) {
      Column<R> column = columns.get(i);
      Array values =
          connection.createArrayOf(
              column.type(), rows.stream().map(column.value()).toArray(column.array()));
      statement.setArray(i + 1, values);
    }
  }

  private static <R> List<List<R>> pieces(List<R> rows, ToIntFunction<R> size) {
    List<List<R>> pieces = new ArrayList<>();
    int filled = MAX_STATEMENT;
    for (R row : rows) {
      if (filled >= MAX_STATEMENT) {
        pieces.add(new ArrayList<>());
        filled = 0;
      }
      pieces.getLast().add(row);
      filled += size.applyAsInt(row);
    }
    return pieces;
  }
}
