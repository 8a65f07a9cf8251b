package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.app.jdbc.JobSearch.Known;
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
import org.jspecify.annotations.Nullable;

/// The lists, on connections that only read. Both databases have the same statements.
final class JdbcJobLists implements JobLists {
  /// In: nothing. Answer: the roles that jobs have or had.
  static final String ROLES = "SELECT DISTINCT role FROM job_standing";

  /// In: nothing. Answer: which roles have jobs in which states, without those that run, by one or
  /// two steps through the index for each; so it is the rows that say it, and not their counters.
  private static final String STANDING =
      """
      WITH RECURSIVE roles (role) AS (
        SELECT min(role) FROM job WHERE state <> 'running'
        UNION ALL
        SELECT (SELECT min(role) FROM job WHERE state <> 'running' AND role > roles.role)
        FROM roles WHERE roles.role IS NOT NULL),
      known (role, state) AS (
        SELECT roles.role, (SELECT min(state) FROM job WHERE state <> 'running' AND role = roles.role)
        FROM roles WHERE roles.role IS NOT NULL
        UNION ALL
        SELECT known.role, (SELECT min(state) FROM job
          WHERE state <> 'running' AND role = known.role AND state > known.state)
        FROM known WHERE known.state IS NOT NULL)
      SELECT role, state FROM known WHERE state IS NOT NULL\
      """;

  /// In: nothing. Answer: who runs jobs of which roles, in the same way; nobody is NULL.
  private static final String RUNNING =
      """
      WITH RECURSIVE owners (owner) AS (
        SELECT min(owner) FROM job WHERE state = 'running'
        UNION ALL
        SELECT (SELECT min(owner) FROM job WHERE state = 'running' AND owner > owners.owner)
        FROM owners WHERE owners.owner IS NOT NULL),
      known (owner, role) AS (
        SELECT owners.owner, (SELECT min(role) FROM job WHERE state = 'running' AND owner = owners.owner)
        FROM owners WHERE owners.owner IS NOT NULL
        UNION ALL
        SELECT known.owner, (SELECT min(role) FROM job
          WHERE state = 'running' AND owner = known.owner AND role > known.role)
        FROM known WHERE known.role IS NOT NULL),
      nobody (role) AS (
        SELECT min(role) FROM job WHERE state = 'running' AND owner IS NULL
        UNION ALL
        SELECT (SELECT min(role) FROM job
          WHERE state = 'running' AND owner IS NULL AND role > nobody.role)
        FROM nobody WHERE nobody.role IS NOT NULL)
      SELECT owner, role FROM known WHERE role IS NOT NULL
      UNION ALL
      SELECT NULL, role FROM nobody WHERE role IS NOT NULL\
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
    return database.readAtOnce(connection -> {
      JobSearch search =
          JobSearch.of(filter, JobSearch.isOfWorkflow(filter) ? Known.NONE : known(connection));
      return search.walks().isEmpty()
          ? new Page<>(List.of(), null, null)
          : new JobLook(connection, database.dialect(), filter, search).page(after, limit);
    });
  }

  /// What a search must know of the rows.
  static Known known(Connection connection) throws SQLException {
    return new Known(
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
