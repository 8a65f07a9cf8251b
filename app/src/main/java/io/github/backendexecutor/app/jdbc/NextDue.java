package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.job.Role;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// When the next row of each role is due, in one statement that reads one index entry a role.
final class NextDue {
  private NextDue() {}

  /// In: so many roles. Answer: each with the time of its next row, or null.
  static String query(int roles) {
    String values = String.join(", ", Collections.nCopies(roles, "(?)"));
    return """
    WITH asked (role) AS (VALUES %s)
    SELECT role, (SELECT min(next_run_at) FROM job WHERE job.role = asked.role AND %s) AS next
    FROM asked\
    """
        .formatted(values, JobTable.WAITING);
  }

  static Map<Role, Instant> of(Connection connection, Collection<Role> asked) throws SQLException {
    Map<Role, Instant> next = new HashMap<>();
    if (asked.isEmpty()) {
      return next;
    }
    List<Role> roles = List.copyOf(asked);
    try (PreparedStatement query = connection.prepareStatement(query(roles.size()))) {
      for (int i = 0; i < roles.size(); i++) {
        query.setString(i + 1, roles.get(i).name());
      }
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          Instant time = Millis.read(row, "next");
          if (time != null) {
            next.put(new Role(row.getString("role")), time);
          }
        }
      }
    }
    return next;
  }
}
