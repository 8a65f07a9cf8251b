package io.github.backendexecutor.app.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;

/// Inserts many rows by few statements. To begin a statement costs SQLite, and the way into its
/// native code, about as much as a row.
///
/// @param table with its columns in parentheses, as `VALUES` follow
/// @param values of one row
/// @param conflict what becomes of a row whose key is taken
record SqliteInsert<R>(String table, List<Column<R>> values, String conflict) {
  /// Twice as many gain nothing, and make the last rows of a batch go one by one.
  private static final int AT_ONCE = 16;

  /// Rows into these columns of the table; those whose key is taken are left out.
  static <R> SqliteInsert<R> unlessTaken(String table, List<Column<R>> columns) {
    return new SqliteInsert<>(
        table + " (" + Column.names(columns) + ")", columns, "ON CONFLICT DO NOTHING");
  }

  /// Inserts them; answers how many were not left out.
  int write(Connection connection, List<? extends R> rows) throws SQLException {
    int together = rows.size() / AT_ONCE * AT_ONCE;
    return write(connection, rows.subList(0, together), AT_ONCE)
        + write(connection, rows.subList(together, rows.size()), 1);
  }

  private int write(Connection connection, List<? extends R> rows, int atOnce) throws SQLException {
    if (rows.isEmpty()) {
      return 0;
    }
    int made = 0;
    try (PreparedStatement insert = connection.prepareStatement(statement(atOnce))) {
      for (int from = 0; from < rows.size(); from += atOnce) {
        for (int i = 0; i < atOnce; i++) {
          bind(insert, i * values.size(), rows.get(from + i));
        }
        made += insert.executeUpdate();
      }
    }
    return made;
  }

  private String statement(int rows) {
    String row = "(" + String.join(", ", Collections.nCopies(values.size(), "?")) + ")";
    return "INSERT INTO "
        + table
        + " VALUES "
        + String.join(", ", Collections.nCopies(rows, row))
        + " "
        + conflict;
  }

  private void bind(PreparedStatement insert, int before, R row) throws SQLException {
    for (int i = 0; i < values.size(); i++) {
      insert.setObject(before + i + 1, values.get(i).value().apply(row));
    }
  }
}
