package io.github.backendexecutor.app.wiring;

import io.github.backendexecutor.app.jdbc.DatabaseAddress;
import io.github.backendexecutor.app.jdbc.PostgresAddress;
import io.github.backendexecutor.app.jdbc.SqliteAddress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/// An empty place in a database for a measurement: a new file, or a schema of its own on a server
/// that others use, where nothing else is touched.
///
/// @param words for a person
/// @param remove leaves nothing behind
record BenchDatabase(DatabaseAddress address, String words, Runnable remove) {
  static BenchDatabase file(Path file) {
    return new BenchDatabase(new SqliteAddress(file), "SQLite in a new file", () -> {});
  }

  /// @throws IllegalArgumentException for a SQLite file of somebody's
  static BenchDatabase schema(DatabaseAddress server, String schema) {
    if (!(server instanceof PostgresAddress postgres)) {
      throw new IllegalArgumentException(
          "a SQLite file that exists is not measured: leave DATABASE_URL empty for a new one");
    }
    execute(postgres, "CREATE SCHEMA " + schema);
    Map<String, String> parameters = new TreeMap<>(postgres.parameters());
    parameters.put("currentSchema", schema);
    return new BenchDatabase(
        new PostgresAddress(postgres.hosts(), postgres.database(), parameters),
        postgres + ", schema " + schema,
        () -> execute(postgres, "DROP SCHEMA " + schema + " CASCADE"));
  }

  private static void execute(PostgresAddress server, String sql) {
    Properties properties = new Properties();
    properties.putAll(server.parameters());
    String url = "jdbc:postgresql://" + server.hosts() + "/" + server.database();
    try (Connection connection = DriverManager.getConnection(url, properties);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(server + ": " + e.getMessage(), e);
    }
  }
}
