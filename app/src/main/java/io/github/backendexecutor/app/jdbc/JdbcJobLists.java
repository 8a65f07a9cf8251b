package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.job.Actor;
import io.github.backendexecutor.executor.job.Generation;
import io.github.backendexecutor.executor.job.JobFilter;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobLine;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.JsonText;
import io.github.backendexecutor.executor.job.Page;
import io.github.backendexecutor.executor.job.Place;
import io.github.backendexecutor.executor.job.Workflow;
import io.github.backendexecutor.executor.job.WorkflowLine;
import io.github.backendexecutor.executor.spi.JobLists;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The lists, on connections that only read. Both databases have the same statements.
final class JdbcJobLists implements JobLists {
  /// In: nothing. Answer: the roles that jobs have or had.
  static final String ROLES = "SELECT DISTINCT role FROM job_standing";

  /// In: an id. Answer: its generations that have ended, oldest first.
  private static final String GENERATIONS =
      """
      SELECT generation, payload, state, attempt, failures, lost, output, error, finished_at,
             retried_by, retried_at
      FROM job_generation WHERE job_id = ? ORDER BY generation\
      """;

  private final Database database;

  JdbcJobLists(Database database) {
    this.database = database;
  }

  @Override
  public Page<JobLine> jobs(JobFilter filter, @Nullable Place after, int limit) {
    return database.readAtOnce(connection -> {
      JobSearch search = JobSearch.of(filter, connection);
      return search.walks().isEmpty()
          ? new Page<>(List.of(), null, null)
          : new JobLook(connection, database.dialect(), filter, search).page(after, limit);
    });
  }

  @Override
  public Page<WorkflowLine> workflows(@Nullable Place after, int limit) {
    return database.read(connection -> new WorkflowRows(connection).page(after, limit));
  }

  @Override
  public Optional<Workflow> workflow(String id) {
    return database.read(connection -> new WorkflowRows(connection).workflow(id));
  }

  @Override
  public List<Generation> generations(JobId id) {
    return database.read(connection -> {
      List<Generation> generations = new ArrayList<>();
      try (PreparedStatement query = connection.prepareStatement(GENERATIONS)) {
        query.setString(1, id.value());
        try (ResultSet row = query.executeQuery()) {
          while (row.next()) {
            generations.add(generation(row));
          }
        }
      }
      return generations;
    });
  }

  private static Generation generation(ResultSet row) throws SQLException {
    String output = row.getString("output");
    return new Generation(
        row.getInt("generation"),
        new JsonText(row.getString("payload")),
        JobState.of(row.getString("state")),
        row.getInt("attempt"),
        row.getInt("failures"),
        row.getInt("lost"),
        output == null ? null : new JsonText(output),
        row.getString("error"),
        Objects.requireNonNull(Millis.read(row, "finished_at")),
        new Actor(row.getString("retried_by")),
        Objects.requireNonNull(Millis.read(row, "retried_at")));
  }
}
