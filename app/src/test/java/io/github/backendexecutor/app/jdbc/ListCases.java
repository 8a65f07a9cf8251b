package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.job.JobFilter;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.Place;
import io.github.backendexecutor.executor.job.Role;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Every list and counter that pages show, as a query on one connection: what the tests of plans
/// and of ten million rows ask.
final class ListCases {
  private static final int LIMIT = 50;

  private final Dialect dialect;
  private final long rows;
  private final Map<String, Case> cases = new LinkedHashMap<>();

  /// One query, with values drawn anew each time.
  @FunctionalInterface
  interface Case {
    void ask(Connection connection, Random random) throws SQLException;
  }

  ListCases(Dialect dialect, long rows) {
    this.dialect = dialect;
    this.rows = rows;
    jobs();
    searches();
    others();
  }

  Map<String, Case> all() {
    return cases;
  }

  private void jobs() {
    JobFilter any = JobFilter.ANY;
    Role agent = new Role("agent");
    Role small = new Role("role-7");
    job("all jobs", any);
    for (JobState state : JobState.values()) {
      job("state " + state.word(), JobFilter.in(state));
      job("agent, state " + state.word(), filter(agent, Set.of(state), null, null));
    }
    job("role agent", filter(agent, Set.of(), null, null));
    job("role role-7", filter(small, Set.of(), null, null));
    job("what waits", JobFilter.in(JobState.READY, JobState.RETRY_WAIT, JobState.SCHEDULED));
    job(
        "what has not completed",
        any.withStates(
            Set.of(
                JobState.READY,
                JobState.RUNNING,
                JobState.RETRY_WAIT,
                JobState.SCHEDULED,
                JobState.FAILED,
                JobState.CANCELLED)));
    job("a workflow", filter(null, Set.of(), "w77", null));
    job("a workflow, failed", filter(null, Set.of(JobState.FAILED), "w77", null));
    job("giant workflow", filter(null, Set.of(), ManyJobs.GIANT, null));
    job("giant workflow, ready", filter(null, Set.of(JobState.READY), ManyJobs.GIANT, null));
    job("giant workflow, role-7", filter(small, Set.of(), ManyJobs.GIANT, null));
    job("no workflow", filter(null, Set.of(), "", null));
    String key = "no answer of kind k7x after 0 ms";
    job("an error", filter(null, Set.of(), null, key));
    job("an error of agents", filter(agent, Set.of(JobState.FAILED), null, key));
    job("an error in the giant workflow", filter(null, Set.of(), ManyJobs.GIANT, key));
  }

  private static JobFilter filter(
      @Nullable Role role, Set<JobState> states, @Nullable String workflow, @Nullable String key) {
    return new JobFilter(role, states, workflow, null, null, null, key);
  }

  private void searches() {
    text("text: an id", random -> "job-" + random.nextLong(rows));
    text("text: a beginning", _ -> "job-");
    text("text: in all tasks", _ -> "DOCUMENT");
    text("text: nowhere", _ -> "zebra");
    add(
        "text: nowhere, failed agents",
        (connection, random) -> {
          JobFilter filter =
              new JobFilter(
                  new Role("agent"), Set.of(JobState.FAILED), null, null, null, "zebra", null);
          look(connection, filter, place(random));
        });
  }

  private void text(String name, java.util.function.Function<Random, String> text) {
    add(
        name,
        (connection, random) ->
            look(
                connection,
                new JobFilter(null, Set.of(), null, null, null, text.apply(random), null),
                null));
  }

  private void others() {
    add("workflows", (connection, _) -> new WorkflowRows(connection).page(null, LIMIT));
    add(
        "workflows, deep",
        (connection, random) -> new WorkflowRows(connection).page(place(random), LIMIT));
    add(
        "a workflow's page",
        (connection, random) ->
            new WorkflowRows(connection).workflow("w" + random.nextLong(rows / 10 + 1)));
    add(
        "the giant workflow's page",
        (connection, _) -> new WorkflowRows(connection).workflow(ManyJobs.GIANT));
    add("counts by role and state", (connection, _) -> read(connection, JdbcJobCounts.STANDING));
    long end = ManyJobs.createdAt(rows);
    add(
        "ended, the last hour by minutes",
        (connection, _) ->
            read(
                connection,
                JdbcJobCounts.ENDED,
                60_000L,
                60_000L,
                Tally.MINUTE,
                end - 3_600_000,
                end));
    add(
        "ended, 10 days by hours",
        (connection, _) ->
            read(
                connection,
                JdbcJobCounts.ENDED,
                Tally.HOUR,
                Tally.HOUR,
                Tally.HOUR,
                end - 10 * 24 * Tally.HOUR,
                end));
    add("groups of failures", (connection, _) -> read(connection, JdbcJobCounts.FAILURES, 2_000));
    add(
        "oldest waiting",
        (connection, _) ->
            NextDue.of(
                connection, List.of(new Role("agent"), new Role("manager"), new Role("role-7"))));
    add("what instances run", (connection, _) -> read(connection, JdbcInstances.RUNNING));
    add("audit log", (connection, _) -> AuditRows.before(connection, null, LIMIT));
  }

  /// A list from its beginning, somewhere deep in it, and within a span of time.
  private void job(String name, JobFilter filter) {
    add(name, (connection, _) -> look(connection, filter, null));
    add(name + ", deep", (connection, random) -> look(connection, filter, place(random)));
    add(
        name + ", in a span",
        (connection, random) -> {
          Instant from = place(random).at();
          JobFilter span =
              new JobFilter(
                  filter.role(),
                  filter.states(),
                  filter.workflowId(),
                  from,
                  from.plusSeconds(86_400),
                  null,
                  filter.errorKey());
          look(connection, span, null);
        });
  }

  private Place place(Random random) {
    return new Place(Instant.ofEpochMilli(ManyJobs.createdAt(random.nextLong(rows))), "x");
  }

  private void look(Connection connection, JobFilter filter, @Nullable Place after)
      throws SQLException {
    JobSearch search = JobSearch.of(filter, connection);
    new JobLook(connection, dialect, filter, search).page(after, LIMIT);
  }

  private static void read(Connection connection, String sql, Object... values)
      throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        query.setObject(i + 1, values[i]);
      }
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          row.getString(1);
        }
      }
    }
  }

  private void add(String name, Case one) {
    cases.put(name, one);
  }
}
