package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.job.AttemptRecord;
import io.github.backendexecutor.executor.job.CleanText;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobRecord;
import io.github.backendexecutor.executor.spi.JobHistory;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/// The history on connections of its own. The statements are the same for both databases.
final class JdbcJobHistory implements JobHistory {
  /// In: an id. Answer: its row.
  private static final String JOB = "SELECT " + JobRows.ALL + " FROM job WHERE job_id = ?";

  /// In: an id. Answer: its ended runs, oldest first.
  private static final String ATTEMPTS =
      """
      SELECT attempt, owner, started_at, ended_at, outcome, error, log
      FROM attempt WHERE job_id = ? ORDER BY attempt\
      """;

  private final Database database;

  JdbcJobHistory(Database database) {
    this.database = database;
  }

  @Override
  public Optional<JobRecord> job(JobId id) {
    return query(JOB, List.of(id.value())).stream().findFirst();
  }

  @Override
  public List<JobRecord> jobs(Filter filter, int limit) {
    StringJoiner where = new StringJoiner(" AND ", " WHERE ", "").setEmptyValue("");
    List<Object> values = new ArrayList<>();
    if (filter.role() != null) {
      where.add("role = ?");
      values.add(filter.role().name());
    }
    if (filter.state() != null) {
      where.add("state = ?");
      values.add(filter.state().word());
    }
    if (filter.workflowId() != null) {
      // the second half is what lets the partial index be used
      where
          .add("workflow_id = ?")
          .add(filter.workflowId().isEmpty() ? "1 = 1" : "workflow_id <> ''");
      values.add(CleanText.of(filter.workflowId(), JobRow.MAX_WORKFLOW_ID));
    }
    values.add(limit);
    // In: the filter's values, how many. Answer: the rows that fit, newest first.
    return query(
        "SELECT " + JobRows.ALL + " FROM job" + where + " ORDER BY created_at DESC LIMIT ?",
        values);
  }

  private List<JobRecord> query(String sql, List<Object> values) {
    return database.read(connection -> {
      try (PreparedStatement query = connection.prepareStatement(sql)) {
        for (int i = 0; i < values.size(); i++) {
          query.setObject(i + 1, values.get(i));
        }
        return JobRows.query(query).stream().map(JobRow::toRecord).toList();
      }
    });
  }

  @Override
  public List<AttemptRecord> attempts(JobId id) {
    return database.read(connection -> {
      try (PreparedStatement query = connection.prepareStatement(ATTEMPTS)) {
        query.setString(1, id.value());
        return attempts(id, query);
      }
    });
  }

  private static List<AttemptRecord> attempts(JobId id, PreparedStatement query)
      throws SQLException {
    List<AttemptRecord> attempts = new ArrayList<>();
    try (ResultSet row = query.executeQuery()) {
      while (row.next()) {
        attempts.add(
            new AttemptRecord(
                id,
                row.getInt("attempt"),
                new InstanceId(row.getString("owner")),
                Instant.ofEpochMilli(row.getLong("started_at")),
                Instant.ofEpochMilli(row.getLong("ended_at")),
                row.getString("outcome"),
                row.getString("error"),
                row.getString("log")));
      }
    }
    return attempts;
  }
}
