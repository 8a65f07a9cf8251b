package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.job.JobFilter;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads whatever a statement asks for, as text, for those who examine the database rather than its
/// jobs. It changes nothing.
public final class DatabaseExam {
  /// PostgreSQL gives up by itself after this; SQLite only when somebody interrupts.
  private static final int SECONDS = 60;

  private final Database database;

  DatabaseExam(Database database) {
    this.database = database;
  }

  /// What it speaks: `sqlite` or `postgresql`.
  public String kind() {
    return database.kind();
  }

  /// Asks this.
  ///
  /// @param values for the statement's question marks
  /// @return at most `max` rows, each as its columns' names in lower case and their text; NULL is
  ///   "".
  ///
  /// @throws io.github.backendexecutor.executor.spi.StoreUnavailable when the database cannot be
  ///   reached or does not understand
  public List<Map<String, String>> ask(String select, int max, String... values) {
    return database.read(connection -> {
      try (PreparedStatement query = connection.prepareStatement(select)) {
        query.setQueryTimeout(SECONDS);
        query.setMaxRows(max);
        for (int i = 0; i < values.length; i++) {
          query.setString(i + 1, values[i]);
        }
        try (ResultSet rows = query.executeQuery()) {
          return texts(rows);
        }
      }
    });
  }

  /// A query for all columns of the newest jobs. Nothing is to be given to it.
  ///
  /// @param table what the table `job` is called where the query will stand
  public String newest(String table, int most) {
    return database.readAtOnce(connection -> {
      JobSearch search = JobSearch.of(JobFilter.ANY, connection);
      List<String> queries =
          search.walks().stream()
              .map(walk -> "SELECT * FROM " + table + " WHERE " + walk.literal())
              .toList();
      return queries.isEmpty()
          ? "SELECT * FROM " + table + " LIMIT " + most
          : database.dialect().merged(queries, JobSearch.NEWEST_FIRST, most);
    });
  }

  private static List<Map<String, String>> texts(ResultSet rows) throws SQLException {
    ResultSetMetaData columns = rows.getMetaData();
    List<Map<String, String>> texts = new ArrayList<>();
    while (rows.next()) {
      Map<String, String> row = new LinkedHashMap<>();
      for (int i = 1; i <= columns.getColumnCount(); i++) {
        String text = rows.getString(i);
        row.put(
            columns.getColumnLabel(i).toLowerCase(java.util.Locale.ROOT), text == null ? "" : text);
      }
      texts.add(row);
    }
    return texts;
  }
}
