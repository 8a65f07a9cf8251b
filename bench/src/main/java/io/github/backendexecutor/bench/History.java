package io.github.backendexecutor.bench;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/// Makes finished jobs in bulk: copies of one that is there, in the order of their ids, so that
/// every index grows at a few places at a time.
final class History {
  private static final int AT_ONCE = 1_000_000;

  private History() {}

  static void make(Path sqlite, int rows) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + sqlite);
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA cache_size = -1000000");
      statement.execute("PRAGMA busy_timeout = 60000");
      String columns = columns(connection);
      for (int made = 0; made < rows; made += AT_ONCE) {
        connection.setAutoCommit(false);
        copy(statement, columns, Math.min(AT_ONCE, rows - made));
        connection.commit();
        connection.setAutoCommit(true);
      }
      statement.execute(
          "UPDATE job_count SET n = n + "
              + rows
              + " WHERE role = 'role-1' AND state = 'completed'");
    }
  }

  private static String columns(Connection connection) throws SQLException {
    StringBuilder names = new StringBuilder();
    try (var columns = connection.getMetaData().getColumns(null, null, "job", null)) {
      while (columns.next()) {
        String name = columns.getString("COLUMN_NAME");
        if (!name.equals("job_id")) {
          names.append(", ").append(name);
        }
      }
    }
    return names.toString();
  }

  private static void copy(Statement statement, String columns, int rows) throws SQLException {
    statement.execute("DROP TABLE IF EXISTS temp.made");
    statement.execute(
        "CREATE TEMP TABLE made AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
            + " WHERE i < "
            + rows
            + ") SELECT lower(hex(randomblob(16))) AS id FROM n ORDER BY id");
    statement.execute(
        "INSERT INTO job (job_id"
            + columns
            + ") SELECT made.id"
            + columns
            + " FROM made, (SELECT * FROM job WHERE state = 'completed' AND role = 'role-1' LIMIT 1)");
  }
}
