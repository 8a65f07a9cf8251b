package io.github.backendexecutor.app.faults;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A database of one stage, as this suite looks into it.
///
/// @param setting what an executor is given as its database
/// @param jdbcUrl the same for JDBC
record Database(String setting, String jdbcUrl) {
  static Database postgres(int port, String name) {
    return new Database(
        "postgres://postgres@localhost:" + port + "/" + name,
        "jdbc:postgresql://localhost:" + port + "/" + name + "?user=postgres&socketTimeout=30");
  }

  static Database sqlite(String file) {
    return new Database(
        "jdbc:sqlite:" + file, "jdbc:sqlite:" + file + "?busy_timeout=10000&journal_mode=WAL");
  }

  boolean isPostgres() {
    return jdbcUrl.startsWith("jdbc:postgresql:");
  }

  Connection connect() throws SQLException {
    return DriverManager.getConnection(jdbcUrl);
  }

  void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /// What a row of an answer is good for.
  @FunctionalInterface
  interface Reader {
    void read(ResultSet row) throws SQLException;
  }

  /// Hands on row after row, so that a million need no room.
  void each(String sql, Reader reader, Object... values) throws SQLException {
    try (Connection connection = connect();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      connection.setAutoCommit(false);
      statement.setFetchSize(5_000);
      set(statement, values);
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          reader.read(found);
        }
      }
    }
  }

  private static void set(PreparedStatement statement, Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
  }

  /// All rows, each as column and value.
  List<Map<String, @Nullable Object>> rows(String sql, Object... values) throws SQLException {
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    each(sql, found -> rows.add(row(found)), values);
    return rows;
  }

  private static Map<String, @Nullable Object> row(ResultSet found) throws SQLException {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
      row.put(found.getMetaData().getColumnLabel(i), found.getObject(i));
    }
    return row;
  }

  long count(String sql, Object... values) throws SQLException {
    return ((Number)
            java.util.Objects.requireNonNull(
                rows(sql, values).getFirst().values().iterator().next()))
        .longValue();
  }
}
