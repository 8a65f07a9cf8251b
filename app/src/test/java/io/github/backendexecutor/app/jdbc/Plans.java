package io.github.backendexecutor.app.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Remembers the queries that are made through a connection, with their values, and has the
/// database explain them.
final class Plans {
  private final Connection connection;
  private final boolean postgres;
  private final Map<String, Map<Integer, Object>> asked = new LinkedHashMap<>();

  Plans(Connection connection, boolean postgres) {
    this.connection = connection;
    this.postgres = postgres;
  }

  /// The connection, watched.
  Connection watched() {
    return proxy(
        Connection.class,
        connection,
        (method, args, answer) -> {
          if (method.getName().equals("prepareStatement")) {
            Map<Integer, Object> values = new TreeMap<>();
            asked.put((String) args[0], values);
            return watched((PreparedStatement) answer, values);
          }
          return answer;
        });
  }

  private static PreparedStatement watched(PreparedStatement query, Map<Integer, Object> values) {
    return proxy(
        PreparedStatement.class,
        query,
        (method, args, answer) -> {
          if (method.getName().startsWith("set") && args != null && args.length == 2) {
            values.put((Integer) args[0], args[1]);
          }
          return answer;
        });
  }

  /// What is made of a call's answer.
  @FunctionalInterface
  private interface After {
    Object of(Method method, Object[] args, Object answer);
  }

  private static <T> T proxy(Class<T> type, T target, After after) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, args) -> {
              try {
                return after.of(method, args, method.invoke(target, args));
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }

  /// How the database answers each of the queries since the last call, a line a step.
  List<String> explain() throws SQLException {
    List<String> lines = new ArrayList<>();
    for (Map.Entry<String, Map<Integer, Object>> one : asked.entrySet()) {
      String explain = postgres ? "EXPLAIN (COSTS OFF) " : "EXPLAIN QUERY PLAN ";
      try (PreparedStatement query = connection.prepareStatement(explain + one.getKey())) {
        for (Map.Entry<Integer, Object> value : one.getValue().entrySet()) {
          query.setObject(value.getKey(), value.getValue());
        }
        try (ResultSet row = query.executeQuery()) {
          while (row.next()) {
            lines.add(postgres ? row.getString(1) : row.getString("detail"));
          }
        }
      }
    }
    asked.clear();
    return lines;
  }
}
