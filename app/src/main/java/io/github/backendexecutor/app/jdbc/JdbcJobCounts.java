package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.job.EndedCount;
import io.github.backendexecutor.executor.job.FailureGroup;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.JobCounts;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The counters, as the views over them show them.
final class JdbcJobCounts implements JobCounts {
  static final String STANDING = "SELECT role, state, n FROM job_standing WHERE n > 0";

  /// In: step, step, span, from, to. Answer: what ended, by steps.
  static final String ENDED =
      """
      SELECT at / CAST(? AS BIGINT) * CAST(? AS BIGINT) AS step, role, state,
             sum(n) AS n, sum(wait_ms) AS wait_ms, sum(run_ms) AS run_ms
      FROM job_ended_now WHERE span = ? AND at >= ? AND at < ? GROUP BY 1, 2, 3\
      """;

  /// In: how many. Answer: the largest groups, and what is to be added to these and others.
  static final String FAILURES =
      """
      SELECT error_key, role, n, example, last_job, last_at FROM failure_delta
      UNION ALL
      SELECT g.error_key, g.role, g.n, g.example, g.last_job, g.last_at
      FROM (
        SELECT error_key, role FROM (
          SELECT error_key, role FROM failure_group ORDER BY n DESC LIMIT ?) AS top
        UNION SELECT error_key, role FROM failure_delta) AS asked
      JOIN failure_group AS g ON g.error_key = asked.error_key AND g.role = asked.role\
      """;

  /// So many groups are looked at, however few are asked for, since some may be of other roles.
  private static final int MAX_GROUPS = 2_000;

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration HOUR = Duration.ofHours(1);

  private final Database database;
  private final Clock clock;

  JdbcJobCounts(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  @Override
  public Map<Role, Map<JobState, Long>> standing() {
    return database.read(connection -> {
      Map<Role, Map<JobState, Long>> counts = new TreeMap<>();
      try (PreparedStatement query = connection.prepareStatement(STANDING);
          ResultSet row = query.executeQuery()) {
        while (row.next()) {
          counts
              .computeIfAbsent(
                  JobLineRows.role(row.getString("role")), _ -> new EnumMap<>(JobState.class))
              .put(JobState.of(row.getString("state")), row.getLong("n"));
        }
      }
      return counts;
    });
  }

  @Override
  public List<EndedCount> ended(Instant from, Instant to, Duration step, @Nullable Role role) {
    if (step.compareTo(MINUTE) < 0 || !step.equals(MINUTE.multipliedBy(step.toMinutes()))) {
      throw new IllegalArgumentException("a step is whole minutes, and " + step + " is not");
    }
    boolean hours = step.equals(HOUR.multipliedBy(step.toHours()));
    long millis = step.toMillis();
    long span = hours ? Tally.HOUR : Tally.MINUTE;
    long first = Millis.of(from) / millis * millis;
    return database.read(connection -> {
      List<EndedCount> counts = new ArrayList<>();
      try (PreparedStatement query = connection.prepareStatement(ENDED)) {
        Where.bind(query, List.of(millis, millis, span, first, Millis.of(to)));
        try (ResultSet row = query.executeQuery()) {
          while (row.next()) {
            counts.add(count(row));
          }
        }
      }
      counts.removeIf(count -> role != null && !count.role().equals(role));
      counts.sort(
          Comparator.comparing(EndedCount::at)
              .thenComparing(EndedCount::role)
              .thenComparing(EndedCount::state));
      return counts;
    });
  }

  private static EndedCount count(ResultSet row) throws SQLException {
    return new EndedCount(
        Objects.requireNonNull(Millis.read(row, "step")),
        JobLineRows.role(row.getString("role")),
        JobState.of(row.getString("state")),
        row.getLong("n"),
        row.getLong("wait_ms"),
        row.getLong("run_ms"));
  }

  @Override
  public Map<Role, Instant> oldestWaiting() {
    Instant now = clock.now();
    return database.read(connection -> {
      List<Role> roles = new ArrayList<>();
      try (PreparedStatement query = connection.prepareStatement(JdbcJobLists.ROLES);
          ResultSet row = query.executeQuery()) {
        while (row.next()) {
          roles.add(JobLineRows.role(row.getString(1)));
        }
      }
      Map<Role, Instant> oldest = new TreeMap<>(NextDue.of(connection, roles));
      oldest.values().removeIf(time -> time.isAfter(now));
      return oldest;
    });
  }

  @Override
  public List<FailureGroup> failures(@Nullable Role role, int limit) {
    return database.read(connection -> {
      Map<List<Object>, FailureGroup> groups = new HashMap<>();
      try (PreparedStatement query = connection.prepareStatement(FAILURES)) {
        query.setInt(1, Math.max(MAX_GROUPS, limit));
        try (ResultSet row = query.executeQuery()) {
          while (row.next()) {
            FailureGroup one = group(row);
            groups.merge(List.of(one.errorKey(), one.role()), one, JdbcJobCounts::and);
          }
        }
      }
      return groups.values().stream()
          .filter(group -> group.count() > 0 && (role == null || group.role().equals(role)))
          .sorted(
              Comparator.comparingLong(FailureGroup::count)
                  .reversed()
                  .thenComparing(FailureGroup::errorKey)
                  .thenComparing(FailureGroup::role))
          .limit(limit)
          .toList();
    });
  }

  private static FailureGroup group(ResultSet row) throws SQLException {
    String job = row.getString("last_job");
    return new FailureGroup(
        row.getString("error_key"),
        JobLineRows.role(row.getString("role")),
        row.getLong("n"),
        row.getString("example"),
        // what only takes away from a group names no job
        new JobId(job.isEmpty() ? "-" : job),
        Objects.requireNonNull(Millis.read(row, "last_at")));
  }

  private static FailureGroup and(FailureGroup one, FailureGroup other) {
    FailureGroup last = other.lastAt().isBefore(one.lastAt()) ? one : other;
    return new FailureGroup(
        one.errorKey(),
        one.role(),
        one.count() + other.count(),
        last.example(),
        last.lastJob(),
        last.lastAt());
  }
}
