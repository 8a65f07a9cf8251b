package io.github.backendexecutor.app.jdbc;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;

/// One real PostgreSQL for all tests of this JVM; each test class makes a database of its own in
/// it.
public final class PostgresServer {
  private static final EmbeddedPostgres SERVER = start();

  private PostgresServer() {}

  private static EmbeddedPostgres start() {
    try {
      return EmbeddedPostgres.builder()
          .setPGStartupWait(Duration.ofSeconds(60))
          // off is this library's default, and refused by ours
          .setServerConfig("synchronous_commit", "on")
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Makes an empty database of this name and returns its address.
  static PostgresAddress newDatabase(String name) {
    execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
    execute("CREATE DATABASE " + name);
    return address(name);
  }

  /// The same, as a URL.
  public static String newUrl(String name) {
    newDatabase(name);
    return "postgres://postgres@localhost:" + SERVER.getPort() + "/" + name;
  }

  static PostgresAddress address(String database) {
    return new PostgresAddress(
        "localhost:" + SERVER.getPort(), database, Map.of("user", "postgres"));
  }

  static int port() {
    return SERVER.getPort();
  }

  /// Runs a statement as the server's superuser, in a database that no test uses.
  static void execute(String sql) {
    execute(sql, "postgres");
  }

  static void execute(String sql, String database) {
    try (Connection connection = SERVER.getDatabase("postgres", database).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }
}
