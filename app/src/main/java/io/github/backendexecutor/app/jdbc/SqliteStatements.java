package io.github.backendexecutor.app.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConnection;

/// The statements that every batch needs, each prepared once for as long as the connection lasts:
/// to prepare one costs as much as to run it, and a lone job runs each of them once. Used by
/// whoever has the only connection that writes.
final class SqliteStatements {
  private final Map<String, PreparedStatement> prepared = new HashMap<>();
  private @Nullable SQLiteConnection connection;

  /// These statements on this connection; those of another one ended with it.
  SqliteStatements on(Connection pooled) throws SQLException {
    // the pool would close what is prepared through it when it gets its connection back
    SQLiteConnection now = pooled.unwrap(SQLiteConnection.class);
    if (!now.equals(connection)) {
      prepared.clear();
      connection = now;
    }
    return this;
  }

  /// The statement, which stays open: who takes large values to it clears its parameters, and who
  /// asks it closes the result.
  PreparedStatement get(String sql) throws SQLException {
    PreparedStatement statement = prepared.get(sql);
    if (statement == null) {
      if (connection == null) {
        throw new IllegalStateException("there is no connection yet");
      }
      statement = connection.prepareStatement(sql);
      prepared.put(sql, statement);
    }
    return statement;
  }
}
