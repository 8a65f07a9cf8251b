package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.app.jdbc.JobSearch.Running;
import io.github.backendexecutor.app.jdbc.JobSearch.Standing;
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
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The lists, on connections that only read. Both databases have the same statements.
final class JdbcJobLists implements JobLists {
  /// In: nothing. Answer: the roles that jobs have or had.
  static final String ROLES = "SELECT DISTINCT role FROM job_standing";

  /// In: nothing. Answer: role and state of all jobs but those that run, by one step through the
  /// index for each.
  private static final String STANDING =
      """
      SELECT known.role, asked.state
      FROM (SELECT DISTINCT role FROM job_standing) AS known CROSS JOIN (%s) AS asked
      WHERE (SELECT 1 FROM job WHERE job.role = known.role AND job.state = asked.state
               AND job.state <> 'running' LIMIT 1) = 1\
      """
          .formatted(
              Stream.of(JobState.values())
                  .filter(state -> state != JobState.RUNNING)
                  .map(state -> "SELECT '" + state.word() + "' AS state")
                  .collect(Collectors.joining(" UNION ALL ")));

  /// In: nothing. Answer: who runs jobs and of which roles, by one step through the index for each;
  /// nobody is NULL.
  private static final String RUNNING =
      """
      WITH RECURSIVE known (owner) AS (
        SELECT min(owner) FROM job WHERE state = 'running'
        UNION ALL
        SELECT (SELECT min(owner) FROM job WHERE state = 'running' AND owner > known.owner)
        FROM known WHERE known.owner IS NOT NULL)
      SELECT known.owner, asked.role
      FROM known CROSS JOIN (SELECT DISTINCT role FROM job_standing) AS asked
      WHERE (SELECT 1 FROM job WHERE job.state = 'running' AND job.owner = known.owner
               AND job.role = asked.role LIMIT 1) = 1
      UNION ALL
      SELECT NULL, asked.role FROM (SELECT DISTINCT role FROM job_standing) AS asked
      WHERE (SELECT 1 FROM job WHERE job.state = 'running' AND job.owner IS NULL
               AND job.role = asked.role LIMIT 1) = 1\
      """;

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
    return database.read(connection -> {
      JobSearch search = JobSearch.of(filter, known(connection));
      return search.walks().isEmpty()
          ? new Page<>(List.of(), null, null)
          : new JobLook(connection, database.dialect(), filter, search).page(after, limit);
    });
  }

  /// What a search must know of the rows.
  static JobSearch.Known known(Connection connection) throws SQLException {
    return new JobSearch.Known(
        all(connection, ROLES, row -> row.getString(1)),
        all(connection, STANDING, row -> new Standing(row.getString(1), row.getString(2))),
        all(connection, RUNNING, row -> new Running(row.getString(1), row.getString(2))));
  }

  /// What one row of an answer says.
  @FunctionalInterface
  private interface Line<T> {
    T of(ResultSet row) throws SQLException;
  }

  private static <T> List<T> all(Connection connection, String sql, Line<T> line)
      throws SQLException {
    List<T> all = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(sql);
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        all.add(line.of(row));
      }
    }
    return all;
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
