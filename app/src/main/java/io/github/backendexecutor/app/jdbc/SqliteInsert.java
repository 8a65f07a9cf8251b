package io.github.backendexecutor.app.jdbc;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Inserts many rows by few statements. To begin a statement costs SQLite, and the way into its
/// native code, about as much as a row; and each value on that way costs a part of it.
final class SqliteInsert<R> {
  /// Twice as many gain nothing, and make the last rows of a batch go one by one.
  private static final int AT_ONCE = 16;

  private final List<Column<R>> columns;
  private final String one;
  private final String many;

  /// @param always what stands in further columns of every row, as name and SQL
  /// @param conflict what becomes of a row whose key is taken
  private SqliteInsert(
      String table, List<Column<R>> columns, List<Always> always, String conflict) {
    this.columns = columns;
    String names =
        Stream.concat(columns.stream().map(Column::name), always.stream().map(Always::name))
            .collect(Collectors.joining(", "));
    String start = "INSERT INTO " + table + " (" + names + ") VALUES ";
    this.one = start + row(0, always) + conflict;
    this.many =
        IntStream.range(0, AT_ONCE)
            .mapToObj(i -> row(i, always))
            .collect(Collectors.joining(", ", start, conflict));
  }

  private String row(int number, List<Always> always) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      values.add("?" + (number * columns.size() + i + 1));
    }
    for (Always one : always) {
      String sql = one.sql();
      for (int i = 0; i < columns.size(); i++) {
        sql = sql.replace("{" + columns.get(i).name() + "}", values.get(i));
      }
      values.add(sql);
    }
    return "(" + String.join(", ", values) + ")";
  }

  /// What stands in a column of every row.
  ///
  /// @param sql where another column's name in braces stands for its value in the row
  record Always(String name, String sql) {}

  /// Rows into these columns of the table; one whose key is taken is an error.
  static <R> SqliteInsert<R> into(String table, List<Column<R>> columns) {
    return new SqliteInsert<>(table, columns, List.of(), "");
  }

  /// The same; those whose key is taken are left out.
  static <R> SqliteInsert<R> unlessTaken(String table, List<Column<R>> columns, Always... always) {
    return new SqliteInsert<>(table, columns, List.of(always), " ON CONFLICT DO NOTHING");
  }

  /// Inserts them; answers how many were not left out.
  int write(SqliteStatements statements, List<? extends R> rows) throws SQLException {
    int together = rows.size() / AT_ONCE * AT_ONCE;
    return write(statements, many, rows.subList(0, together), AT_ONCE)
        + write(statements, one, rows.subList(together, rows.size()), 1);
  }

  private int write(SqliteStatements statements, String sql, List<? extends R> rows, int atOnce)
      throws SQLException {
    if (rows.isEmpty()) {
      return 0;
    }
    PreparedStatement insert = statements.get(sql);
    int made = 0;
    for (int from = 0; from < rows.size(); from += atOnce) {
      for (int i = 0; i < atOnce; i++) {
        bind(insert, i * columns.size(), rows.get(from + i));
      }
      made += insert.executeUpdate();
    }
    insert.clearParameters(); // a payload may be large
    return made;
  }

  private void bind(PreparedStatement insert, int before, R row) throws SQLException {
    for (int i = 0; i < columns.size(); i++) {
      insert.setObject(before + i + 1, columns.get(i).value().apply(row));
    }
  }
}
