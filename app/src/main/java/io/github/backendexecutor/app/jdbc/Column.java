package io.github.backendexecutor.app.jdbc;

import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One value of a statement that writes many rows: its name, its type and where it is taken from.
/// Each dialect makes of a list of columns what it is fastest with.
///
/// @param type the PostgreSQL type
/// @param array makes the array that PostgreSQL's driver sends in binary
record Column<R>(
    String name,
    String type,
    Function<R, @Nullable Object> value,
    IntFunction<@Nullable Object[]> array) {

  static <R> Column<R> text(String name, Function<R, @Nullable Object> value) {
    return new Column<>(name, "text", value, String[]::new);
  }

  static <R> Column<R> integer(String name, Function<R, @Nullable Object> value) {
    return new Column<>(name, "int4", value, Integer[]::new);
  }

  static <R> Column<R> bigint(String name, Function<R, @Nullable Object> value) {
    return new Column<>(name, "int8", value, Long[]::new);
  }

  /// The names with commas between them.
  static String names(List<? extends Column<?>> columns) {
    return columns.stream().map(Column::name).collect(Collectors.joining(", "));
  }
}
