package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.job.Entry;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Job;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.JobTerms;
import io.github.backendexecutor.executor.job.JsonText;
import io.github.backendexecutor.executor.job.Role;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// How a [JobRow] is written to and read from the table `job`.
final class JobRows {
  /// What a new row is written with; the other columns have their defaults.
  static final List<Column<JobRow>> NEW =
      List.of(
          Column.text("job_id", row -> row.job().id().value()),
          Column.text("workflow_id", row -> row.job().workflowId()),
          Column.text("role", row -> row.job().role().name()),
          Column.text("task", row -> row.job().task()),
          Column.text("payload", row -> row.job().payload().text()),
          Column.text("connection_id", row -> row.job().connectionId()),
          Column.text("fields", row -> FieldsJson.write(row.job().fields())),
          Column.text("state", row -> row.state().word()),
          Column.integer("attempt", JobRow::attempt),
          Column.text("owner", row -> row.owner() == null ? null : row.owner().value()),
          Column.text("stream", row -> row.entry() == null ? null : row.entry().stream()),
          Column.text("entry_id", row -> row.entry() == null ? null : row.entry().id()),
          Column.bigint("next_run_at", row -> Millis.ofNullable(row.nextRunAt())),
          Column.bigint("run_at", row -> Millis.ofNullable(row.job().terms().notBefore())),
          Column.bigint("timeout_ms", row -> millis(row.job().terms().timeout())),
          Column.integer("max_attempts", row -> row.job().terms().maxAttempts()),
          Column.integer("priority", row -> row.job().terms().priority()),
          Column.text("traceparent", row -> row.job().terms().traceparent()),
          Column.text("error", JobRow::error),
          Column.bigint("created_at", row -> Millis.of(row.createdAt())),
          Column.bigint("started_at", row -> Millis.ofNullable(row.startedAt())),
          Column.bigint("finished_at", row -> Millis.ofNullable(row.finishedAt())));

  /// What a row is read from, of the table or an alias `job`.
  static final String ALL =
      "job." + Column.names(NEW).replace(", ", ", job.") + ", job.failures, job.lost, job.output";

  /// In: role, owner. Answer: the owner's running rows of the role that were started by a claim.
  private static final String CLAIMED =
      "SELECT "
          + ALL
          + " FROM job WHERE state = 'running' AND role = ? AND owner = ?"
          + " AND (attempt > 1 OR started_at <> created_at)";

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

  private static JobRow read(ResultSet row) throws SQLException {
    String output = row.getString("output");
    String owner = row.getString("owner");
    String stream = row.getString("stream");
    return new JobRow(
        job(row),
        stream == null ? null : new Entry(stream, row.getString("entry_id")),
        JobState.of(row.getString("state")),
        row.getInt("attempt"),
        row.getInt("failures"),
        row.getInt("lost"),
        owner == null ? null : new InstanceId(owner),
        Millis.read(row, "next_run_at"),
        output == null ? null : new JsonText(output),
        row.getString("error"),
        Objects.requireNonNull(Millis.read(row, "created_at")),
        Millis.read(row, "started_at"),
        Millis.read(row, "finished_at"));
  }

  private static Job job(ResultSet row) throws SQLException {
    return new Job(
        new JobId(row.getString("job_id")),
        row.getString("workflow_id"),
        row.getString("connection_id"),
        new Role(row.getString("role")),
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

  private static @Nullable Long millis(@Nullable Duration time) {
    return time == null ? null : Long.valueOf(time.toMillis());
  }
}
