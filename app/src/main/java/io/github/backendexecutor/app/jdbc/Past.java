package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.job.JobId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// What a job was in earlier generations, as far as a duplicate of its entry must know.
///
/// @param payloads its payloads
/// @param refused whether it began as an entry that could never be run
record Past(Set<String> payloads, boolean refused) {
  static final Past NONE = new Past(Set.of(), false);

  /// In: ids. Answer: each generation of them that has ended.
  private static final String GENERATIONS =
      "SELECT job_id, payload, generation = 1 AND state = 'failed' AND attempt = 0 AS refused"
          + " FROM job_generation WHERE job_id ";

  /// The past of those of these jobs that have one.
  static Map<JobId, Past> of(Connection connection, IdList list, Collection<JobId> ids)
      throws SQLException {
    Map<JobId, Past> pasts = new HashMap<>();
    if (ids.isEmpty()) {
      return pasts;
    }
    try (PreparedStatement query = connection.prepareStatement(GENERATIONS + list.among())) {
      list.bind(query, 1, ids.stream().map(JobId::value).toList());
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          Past one = new Past(Set.of(row.getString(2)), row.getBoolean(3));
          pasts.merge(new JobId(row.getString(1)), one, Past::and);
        }
      }
    }
    return pasts;
  }

  private Past and(Past other) {
    Set<String> all = new HashSet<>(payloads);
    all.addAll(other.payloads);
    return new Past(all, refused || other.refused);
  }
}
