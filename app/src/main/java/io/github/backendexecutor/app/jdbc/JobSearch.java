package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.job.CleanText;
import io.github.backendexecutor.executor.job.JobFilter;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.Place;
import io.github.backendexecutor.executor.job.Role;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How the jobs of a filter are found: by one walk down an index, or by several that are merged as
/// they go, each newest first; and what is left to be looked at in each job that these walks meet.
/// As long as something is left, only so many jobs are looked at.
///
/// The conditions of a walk read as those of its index in the migration, or it would not be used.
record JobSearch(List<Where> walks, Where left) {
  static final String NEWEST_FIRST = " ORDER BY created_at DESC, job_id DESC";

  /// So many jobs are looked at for one page.
  static final int BUDGET = 5_000;

  /// What of a job's texts is looked at.
  static final int MAX_LOOK = 2_000;

  /// What a filter asks for, but its text.
  static JobSearch of(JobFilter filter, Connection connection) throws SQLException {
    String workflow = filter.workflowId();
    if (workflow != null && !workflow.isEmpty()) {
      String id = CleanText.of(workflow, JobRow.MAX_WORKFLOW_ID);
      Where walk = new Where().and("workflow_id = ? AND workflow_id <> ''", id);
      return new JobSearch(List.of(walk), standing(filter).and(errorKey(filter)));
    }
    Where left = new Where();
    if (workflow != null) {
      left.and("workflow_id = ''");
    }
    Known known = Known.of(connection);
    return new JobSearch(
        filter.errorKey() == null ? standings(filter, known) : failed(filter, known), left);
  }

  /// Every condition of a filter but its text, for a job at hand.
  static Where all(JobFilter filter) {
    Where all = standing(filter).and(errorKey(filter)).and(range(filter, null));
    String workflow = filter.workflowId();
    return workflow == null
        ? all
        : all.and("workflow_id = ?", CleanText.of(workflow, JobRow.MAX_WORKFLOW_ID));
  }

  /// When the jobs of a filter were made, and where its list goes on.
  static Where range(JobFilter filter, @Nullable Place after) {
    Where range = new Where();
    Instant from = filter.from();
    Instant to = filter.to();
    if (from != null) {
      range.and("created_at >= ?", Millis.of(from));
    }
    if (to != null) {
      range.and("created_at < ?", Millis.of(to));
    }
    if (after != null) {
      range.and("(created_at, job_id) < (?, ?)", Millis.of(after.at()), JobRow.clean(after.id()));
    }
    return range;
  }

  private static Where standing(JobFilter filter) {
    Where where = new Where();
    if (filter.role() != null) {
      where.and("role = ?", roleText(filter.role().name()));
    }
    if (!filter.states().isEmpty()) {
      where.and(
          filter.states().stream()
              .map(state -> "'" + state.word() + "'")
              .sorted()
              .collect(Collectors.joining(", ", "state IN (", ")")));
    }
    return where;
  }

  private static Where errorKey(JobFilter filter) {
    Where where = new Where();
    return filter.errorKey() == null
        ? where
        : where.and("state = 'failed' AND error_key = ?", JobRow.clean(filter.errorKey()));
  }

  private static List<Where> failed(JobFilter filter, Known known) {
    String failed = JobState.FAILED.word();
    if (!state(filter).test(failed) || filter.errorKey() == null) {
      return List.of();
    }
    String key = JobRow.clean(filter.errorKey());
    Predicate<String> role = role(filter);
    return known.standing().stream()
        .filter(one -> one.state().equals(failed) && role.test(one.role()))
        .map(one ->
            new Where().and("state = 'failed' AND error_key = ? AND role = ?", key, one.role()))
        .toList();
  }

  /// One walk for each role and state, and for what runs for each role and owner.
  private static List<Where> standings(JobFilter filter, Known known) {
    Predicate<String> role = role(filter);
    Predicate<String> state = state(filter);
    List<Where> walks = new ArrayList<>();
    for (Known.Standing one : known.standing()) {
      if (role.test(one.role()) && state.test(one.state())) {
        String condition = "role = ? AND state = ? AND state <> 'running'";
        walks.add(new Where().and(condition, one.role(), one.state()));
      }
    }
    for (Known.Running one : known.running()) {
      if (role.test(one.role()) && state.test(JobState.RUNNING.word())) {
        walks.add(running(one.owner()).and("role = ?", one.role()));
      }
    }
    return walks;
  }

  private static Where running(@Nullable String owner) {
    Where walk = new Where();
    return owner == null
        ? walk.and("state = 'running' AND owner IS NULL")
        : walk.and("state = 'running' AND owner = ?", owner);
  }

  private static Predicate<String> state(JobFilter filter) {
    Set<String> words =
        filter.states().stream().map(JobState::word).collect(Collectors.toUnmodifiableSet());
    return words.isEmpty() ? _ -> true : words::contains;
  }

  private static Predicate<String> role(JobFilter filter) {
    Role role = filter.role();
    return role == null ? _ -> true : roleText(role.name())::equals;
  }

  private static String roleText(String role) {
    return role.equals(JobRow.UNSEEN.name()) ? JobRows.UNSEEN : role;
  }

  /// A query for the first `most` rows of all walks together.
  ///
  /// @param columns what it selects, `created_at` and `job_id` among them
  String sql(Dialect dialect, String columns, Where range, int most) {
    List<String> queries =
        walks.stream()
            .map(walk ->
                "SELECT %s FROM job WHERE %s AND %s".formatted(columns, walk.sql(), range.sql()))
            .toList();
    return dialect.merged(queries, NEWEST_FIRST, most);
  }

  /// The values of [#sql].
  List<Object> values(Where range) {
    List<Object> values = new ArrayList<>();
    for (Where walk : walks) {
      values.addAll(walk.values());
      values.addAll(range.values());
    }
    return values;
  }
}
