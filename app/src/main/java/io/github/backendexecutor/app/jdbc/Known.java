package io.github.backendexecutor.app.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a [JobSearch] must know of the rows.
///
/// @param standing which roles have jobs in which states; what runs is not among them
/// @param running who runs jobs of which roles
record Known(List<Standing> standing, List<Running> running) {
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

  /// A role that has jobs in a state other than running.
  record Standing(String role, String state) {}

  /// An instance that runs jobs of a role.
  ///
  /// @param owner null: nobody; only people make such rows
  record Running(@Nullable String owner, String role) {}

  static Known of(Connection connection) throws SQLException {
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
}
