package io.github.backendexecutor.bench;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/// Questions to a PostgreSQL.
final class Sql {
  private Sql() {}

  /// How many transactions the database of this address has seen, without the one that asks.
  static long transactions(String url) throws SQLException {
    return Long.parseLong(
        ask(
            url,
            "SELECT xact_commit + xact_rollback FROM pg_stat_database"
                + " WHERE datname = current_database()"));
  }

  /// The folder of the server, on its host.
  static Path folder(String url) throws SQLException {
    return Path.of(ask(url, "SHOW data_directory"));
  }

  /// Lets the server count its rows, so that it plans the questions about them well: it may not
  /// have come to that by itself.
  static void analyze(String url) throws SQLException {
    try (Connection connection = connect(url);
        Statement statement = connection.createStatement()) {
      statement.execute("ANALYZE");
    }
  }

  private static Connection connect(String url) throws SQLException {
    return DriverManager.getConnection(
        url.startsWith("jdbc:")
            ? url
            : url.replaceFirst(
                "postgres(ql)?://([^:@]+)(:([^@]*))?@(.*)",
                "jdbc:postgresql://$5?user=$2&password=$4"));
  }

  private static String ask(String url, String question) throws SQLException {
    try (Connection connection = connect(url);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(question)) {
      row.next();
      return row.getString(1);
    }
  }
}
