package io.github.backendexecutor.app.jdbc;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/// Conditions that all hold, and the values of their question marks.
final class Where {
  private final StringJoiner sql = new StringJoiner(" AND ");
  private final List<Object> values = new ArrayList<>();

  Where and(String condition, Object... with) {
    sql.add(condition);
    values.addAll(List.of(with));
    return this;
  }

  Where and(Where other) {
    if (!other.isEmpty()) {
      and(other.sql(), other.values.toArray());
    }
    return this;
  }

  boolean isEmpty() {
    return sql.length() == 0;
  }

  String sql() {
    return isEmpty() ? "1 = 1" : sql.toString();
  }

  List<Object> values() {
    return values;
  }

  /// The conditions with the values in them.
  String literal() {
    StringBuilder literal = new StringBuilder();
    int from = 0;
    for (Object value : values) {
      int mark = sql().indexOf('?', from);
      String text = value.toString().replace("'", "''");
      literal.append(sql(), from, mark);
      literal.append(value instanceof Number ? text : "'" + text + "'");
      from = mark + 1;
    }
    return literal.append(sql().substring(from)).toString();
  }

  /// Gives the values to a statement's question marks, in order.
  static void bind(PreparedStatement statement, List<?> values) throws SQLException {
    for (int i = 0; i < values.size(); i++) {
      statement.setObject(i + 1, values.get(i));
    }
  }
}
