package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.job.CleanText;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobLine;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.Role;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// How a [JobLine] is read from the table `job`.
final class JobLineRows {
  private JobLineRows() {}

  /// What it is read from, with the texts cut to so many characters.
  static String columns(int max) {
    return """
    job_id, workflow_id, role, substr(task, 1, %1$d) AS task, state, attempt, generation, failures,
    lost, created_at, started_at, finished_at, next_run_at, substr(error, 1, %1$d) AS error,
    error_key, parent_id\
    """
        .formatted(max);
  }

  static List<JobLine> query(Connection connection, String sql, List<?> values)
      throws SQLException {
    List<JobLine> lines = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      Where.bind(query, values);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          lines.add(read(row));
        }
      }
    }
    return lines;
  }

  private static JobLine read(ResultSet row) throws SQLException {
    return new JobLine(
        new JobId(row.getString("job_id")),
        row.getString("workflow_id"),
        role(row.getString("role")),
        CleanText.of(row.getString("task"), JobLine.MAX_TEXT),
        JobState.of(row.getString("state")),
        row.getInt("attempt"),
        row.getInt("generation"),
        row.getInt("failures"),
        row.getInt("lost"),
        Objects.requireNonNull(Millis.read(row, "created_at")),
        Millis.read(row, "started_at"),
        Millis.read(row, "finished_at"),
        Millis.read(row, "next_run_at"),
        cut(row.getString("error")),
        row.getString("parent_id"));
  }

  static Role role(String text) {
    return text.equals(JobRows.UNSEEN) ? JobRow.UNSEEN : new Role(text);
  }

  private static @Nullable String cut(@Nullable String text) {
    return text == null ? null : CleanText.of(text, JobLine.MAX_TEXT);
  }
}
