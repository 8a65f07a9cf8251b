package io.github.backendexecutor.app.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Many rows in one round trip to PostgreSQL, as an array for each column. Most rows are plain:
/// some columns have what they usually have in all of them. The statement then says so itself, and
/// these arrays are neither made nor sent nor taken apart.
///
/// @param usual what some columns usually have, by their names
/// @param absent the names of the columns that are usually null
record PostgresRows<R>(List<Column<R>> columns, Map<String, Object> usual, Set<String> absent) {

  /// Whether all of these rows are plain.
  boolean plain(List<R> rows) {
    return columns.stream()
        .filter(this::isFixed)
        .allMatch(column ->
            rows.stream()
                .allMatch(
                    row -> Objects.equals(column.value().apply(row), usual.get(column.name()))));
  }

  private boolean isFixed(Column<R> column) {
    return absent.contains(column.name()) || usual.containsKey(column.name());
  }

  /// The query that makes rows of the arrays, in their order. Functions that stand here, and not in
  /// FROM, hand their values on one by one: what stands in FROM is stored first.
  String select(boolean plain) {
    return columns.stream()
        .map(column ->
            "%s AS %s"
                .formatted(
                    plain && isFixed(column)
                        ? literal(usual.get(column.name())) + "::" + column.type()
                        : "unnest(?::" + column.type() + "[])",
                    column.name()))
        .collect(Collectors.joining(", ", "SELECT ", ""));
  }

  private static String literal(@Nullable Object value) {
    return value instanceof String text ? "'" + text + "'" : String.valueOf(value);
  }

  /// Binds what the query of [#select] asks for.
  void bind(Connection connection, PreparedStatement statement, List<R> rows, boolean plain)
      throws SQLException {
    List<Column<R>> asked =
        plain ? columns.stream().filter(column -> !isFixed(column)).toList() : columns;
    PostgresJobTable.bind(connection, statement, asked, rows);
  }
}
