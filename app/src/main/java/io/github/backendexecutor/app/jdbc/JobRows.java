package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.job.Entry;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Job;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.JobTerms;
import io.github.backendexecutor.executor.job.JsonText;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.job.Standing;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// How a [JobRow] is written to and read from the table `job`.
final class JobRows {
  /// The role of a tombstone.
  static final String UNSEEN = "";

  /// What an entry says of its job.
  static final List<Column<JobRow>> SAID =
      List.of(
          Column.text("workflow_id", row -> row.job().workflowId()),
          Column.text("role", JobRow::roleText),
          Column.text("task", row -> row.job().task()),
          Column.text("payload", row -> row.job().payload().text()),
          Column.text("connection_id", row -> row.job().connectionId()),
          Column.text("fields", row -> FieldsJson.write(row.job().fields())),
          Column.text("stream", row -> row.entry() == null ? null : row.entry().stream()),
          Column.text("entry_id", row -> row.entry() == null ? null : row.entry().id()),
          Column.bigint("run_at", row -> Millis.ofNullable(row.job().terms().notBefore())),
          Column.bigint("timeout_ms", row -> millis(row.job().terms().timeout())),
          Column.integer("max_attempts", row -> row.job().terms().maxAttempts()),
          Column.integer("priority", row -> row.job().terms().priority()),
          Column.text("traceparent", row -> row.job().terms().traceparent()),
          Column.text("parent_id", JobRow::parentId));

  /// What a new row is written with; the other columns have their defaults.
  static final List<Column<JobRow>> NEW =
      Stream.of(
              List.of(Column.<JobRow>text("job_id", row -> row.job().id().value())),
              SAID,
              List.of(
                  Column.<JobRow>text("state", row -> row.state().word()),
                  Column.<JobRow>integer("attempt", row -> row.standing().attempt()),
                  Column.<JobRow>text("owner", JobRows::owner),
                  Column.<JobRow>bigint("next_run_at", row -> Millis.ofNullable(row.nextRunAt())),
                  Column.<JobRow>text("error", JobRow::error),
                  Column.<JobRow>text("error_key", JobRow::errorKey),
                  Column.<JobRow>bigint("created_at", row -> Millis.of(row.createdAt())),
                  Column.<JobRow>bigint("started_at", row -> Millis.ofNullable(row.startedAt())),
                  Column.<JobRow>bigint("finished_at", row -> Millis.ofNullable(row.finishedAt()))))
          .flatMap(List::stream)
          .toList();

  /// What differs between new rows that are plain, see [JobRow#isPlain]; such a row has started
  /// when it was made.
  static final List<Column<JobRow>> PLAIN =
      NEW.stream()
          .filter(column ->
              Set.of(
                      "job_id",
                      "workflow_id",
                      "role",
                      "task",
                      "payload",
                      "connection_id",
                      "stream",
                      "entry_id",
                      "owner",
                      "created_at")
                  .contains(column.name()))
          .toList();

  /// What a row is read from, of the table or an alias `job`.
  static final String ALL =
      "job."
          + Column.names(NEW).replace(", ", ", job.")
          + ", job.generation, job.failures, job.lost,"
          + " job.cancel_requested, job.output";

  /// The same for rows whose payload and output do not matter, and may be large.
  static final String LIGHT =
      ALL.replace("job.payload", "'null' AS payload").replace("job.output", "NULL AS output");

  /// In: role, owner. Answer: the owner's running rows of the role that were started by a claim.
  private static final String CLAIMED =
      "SELECT "
          + ALL
          + " FROM job WHERE state = 'running' AND role = ? AND owner = ?"
          + " AND (attempt > 1 OR generation > 1 OR started_at <> created_at)";

  private JobRows() {}

  /// Runs a query that selects [#ALL].
  static List<JobRow> query(PreparedStatement query) throws SQLException {
    List<JobRow> rows = new ArrayList<>();
    try (ResultSet result = query.executeQuery()) {
      while (result.next()) {
        rows.add(read(result));
      }
    }
    return rows;
  }

  /// See [JobTable#claimed]; the same in both dialects.
  static List<JobRow> claimed(Connection connection, Role role, InstanceId owner)
      throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(CLAIMED)) {
      query.setString(1, role.name());
      query.setString(2, owner.value());
      return query(query);
    }
  }

  /// The row that a query of [#ALL] stands at.
  static JobRow read(ResultSet row) throws SQLException {
    String output = row.getString("output");
    String stream = row.getString("stream");
    return new JobRow(
        job(row),
        stream == null ? null : new Entry(stream, row.getString("entry_id")),
        standing(row),
        row.getInt("generation"),
        row.getString("error_key"),
        Millis.read(row, "next_run_at"),
        output == null ? null : new JsonText(output),
        row.getString("error"),
        Objects.requireNonNull(Millis.read(row, "created_at")),
        Millis.read(row, "started_at"),
        Millis.read(row, "finished_at"));
  }

  private static Standing standing(ResultSet row) throws SQLException {
    String owner = row.getString("owner");
    return new Standing(
        JobState.of(row.getString("state")),
        row.getInt("attempt"),
        row.getInt("failures"),
        row.getInt("lost"),
        owner == null ? null : new InstanceId(owner),
        row.getBoolean("cancel_requested"));
  }

  private static Job job(ResultSet row) throws SQLException {
    String role = row.getString("role");
    return new Job(
        new JobId(row.getString("job_id")),
        row.getString("workflow_id"),
        row.getString("connection_id"),
        role.equals(UNSEEN) ? JobRow.UNSEEN : new Role(role),
        row.getString("task"),
        new JsonText(row.getString("payload")),
        terms(row),
        FieldsJson.read(row.getString("fields")));
  }

  private static JobTerms terms(ResultSet row) throws SQLException {
    Instant notBefore = Millis.read(row, "run_at");
    long timeout = row.getLong("timeout_ms");
    Duration limit = row.wasNull() ? null : Duration.ofMillis(timeout);
    int attempts = row.getInt("max_attempts");
    Integer maxAttempts = row.wasNull() ? null : Integer.valueOf(attempts);
    return new JobTerms(
        notBefore, limit, maxAttempts, row.getInt("priority"), row.getString("traceparent"));
  }

  private static @Nullable String owner(JobRow row) {
    InstanceId owner = row.standing().owner();
    return owner == null ? null : owner.value();
  }

  private static @Nullable Long millis(@Nullable Duration time) {
    return time == null ? null : Long.valueOf(time.toMillis());
  }
}
