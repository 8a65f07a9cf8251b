package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.job.JobState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Finds ended jobs from the old end of the lists. A job may have been made long ago and have ended
/// only now; so that many of these hide no others, each look goes on where the last one stopped.
final class OldJobs {
  /// So many jobs are looked at by one call.
  private static final int LOOK = 2_000;

  private final Dialect dialect;
  private final Map<JobState, Long> reached = new EnumMap<>(JobState.class);

  OldJobs(Dialect dialect) {
    this.dialect = dialect;
  }

  /// The ids of at most `max` jobs of the state that ended before this time.
  synchronized List<String> find(Connection connection, JobState state, long before, int max)
      throws SQLException {
    List<String> roles = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(JdbcJobLists.ROLES);
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        roles.add(row.getString(1));
      }
    }
    return roles.isEmpty() ? List.of() : find(connection, state, before, max, roles);
  }

  private List<String> find(
      Connection connection, JobState state, long before, int max, List<String> roles)
      throws SQLException {
    long from = reached.getOrDefault(state, 0L);
    List<Object> values = new ArrayList<>();
    for (String role : roles) {
      values.addAll(List.of(role, from, before));
    }
    List<String> ids = new ArrayList<>();
    int seen = 0;
    try (PreparedStatement query = connection.prepareStatement(sql(state, roles.size()))) {
      Where.bind(query, values);
      try (ResultSet row = query.executeQuery()) {
        while (ids.size() < max && row.next()) {
          seen++;
          reached.put(state, row.getLong("created_at"));
          if (row.getLong("finished_at") < before) {
            ids.add(row.getString("job_id"));
          }
        }
      }
    }
    if (ids.size() < max && seen < LOOK) {
      // the end: what is left has ended only now, and is looked at again from the beginning
      reached.remove(state);
    }
    return ids;
  }

  /// In: for each role itself and two times. Answer: the oldest jobs of the state that were made
  /// between these times.
  private String sql(JobState state, int roles) {
    String one =
        "SELECT job_id, created_at, finished_at FROM job WHERE role = ? AND state = '%s'"
                .formatted(state.word())
            + " AND state <> 'running' AND created_at >= ? AND created_at < ?";
    return dialect.merged(Collections.nCopies(roles, one), " ORDER BY created_at, job_id", LOOK);
  }
}
