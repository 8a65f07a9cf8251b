package io.github.backendexecutor.app.doctor;

import io.github.backendexecutor.app.jdbc.Database;
import io.github.backendexecutor.app.jdbc.DatabaseAddress;
import io.github.backendexecutor.app.jdbc.DatabaseExam;
import io.github.backendexecutor.app.jdbc.PostgresServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// A real, empty database with our schema, which a test can also change behind the program's back.
final class TestDatabase implements Sql, AutoCloseable {
  enum Kind {
    SQLITE,
    POSTGRESQL
  }

  private final String url;
  private final Kind kind;
  private final Database database;
  private final DatabaseExam exam;

  private TestDatabase(Kind kind, String url) {
    this.kind = kind;
    this.url = url;
    this.database = Database.open(DatabaseAddress.parse(url));
    this.exam = database.exam();
  }

  static TestDatabase open(Kind kind, Path folder) {
    String url =
        switch (kind) {
          case SQLITE -> "jdbc:sqlite:" + folder.resolve("executor.db");
          case POSTGRESQL ->
              PostgresServer.newUrl("doctor_" + UUID.randomUUID().toString().replace("-", ""));
        };
    TestDatabase database = new TestDatabase(kind, url);
    database.database.migrate();
    return database;
  }

  String url() {
    return url;
  }

  Database database() {
    return database;
  }

  @Override
  public boolean sqlite() {
    return kind == Kind.SQLITE;
  }

  @Override
  public String newest(String table, int most) {
    return exam.newest(table, most);
  }

  @Override
  public List<Map<String, String>> ask(String select, int max) {
    return exam.ask(select, max);
  }

  void execute(String... statements) throws SQLException {
    String jdbc = url.replace("postgres://postgres@", "jdbc:postgresql://postgres@");
    try (Connection connection = connect(jdbc);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static Connection connect(String jdbc) throws SQLException {
    return jdbc.startsWith("jdbc:postgresql://postgres@")
        ? DriverManager.getConnection(jdbc.replace("postgres@", ""), "postgres", "")
        : DriverManager.getConnection(jdbc);
  }

  /// A row of the table `job` with what matters to a test, the rest as it usually is.
  void job(String id, String state, int attempt, String more) throws SQLException {
    boolean ended = List.of("completed", "failed", "cancelled").contains(state);
    boolean waits = List.of("ready", "retry_wait", "scheduled").contains(state);
    execute(
        """
        INSERT INTO job (job_id, workflow_id, role, task, payload, connection_id, created_at, state,
          attempt, owner, started_at, finished_at, next_run_at, output)
        VALUES ('%s', '', 'agent', '', 'null', '', 1000, '%s', %d, %s, %s, %s, %s, %s)\
        """
            .formatted(
                id,
                state,
                attempt,
                attempt == 0 ? "NULL" : "'me'",
                attempt == 0 ? "NULL" : "2000",
                ended ? "3000" : "NULL",
                waits ? "4000" : "NULL",
                state.equals("completed") ? "'1'" : "NULL"));
    if (!more.isEmpty()) {
      execute("UPDATE job SET " + more + " WHERE job_id = '" + id + "'");
    }
  }

  /// Makes the counters fit the rows that a test has written behind the program's back.
  void count() throws SQLException {
    execute(
        "DELETE FROM job_count",
        "INSERT INTO job_count (role, state, n) SELECT role, state, count(*) FROM job GROUP BY role, state");
  }

  /// An ended run of a job.
  void attempt(String id, int attempt, String outcome, long from, long to) throws SQLException {
    execute(
        "INSERT INTO attempt_line VALUES ('%s', %d, 'me', %d, %d, '%s', NULL, '')"
            .formatted(id, attempt, from, to, outcome));
  }

  @Override
  public void close() {
    database.close();
  }
}
