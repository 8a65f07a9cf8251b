package io.github.backendexecutor.app.jdbc;

import com.zaxxer.hikari.HikariConfig;
import io.github.backendexecutor.executor.job.InstanceId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;

/// What differs between the databases, besides the statements of their [JobTable].
sealed interface Dialect permits SqliteDialect, PostgresDialect {
  /// The folder of its migrations under `db/migration`.
  String folder();

  /// The connections that write.
  HikariConfig writers();

  /// The connections that change the schema, each step of which may take long.
  default HikariConfig migrators() {
    return writers();
  }

  /// The connections that only read, so that reading waits for no writer.
  HikariConfig readers();

  /// Refuses a database on which a committed job could be lost, or that is too old.
  ///
  /// @throws IllegalStateException one line that says what to change
  void check(Connection connection) throws SQLException;

  /// Begins a transaction that only reads, and that sees the database as it is at one moment.
  String snapshot();

  /// Whether several transactions write at the same time, instead of one after the other.
  boolean writesAbreast();

  JobTable table(Connection connection) throws SQLException;

  /// One list of the first `most` rows of several queries, each of which reads an index in this
  /// order; no more of any index is read than the list needs.
  ///
  /// @param order the end of a query: ` ORDER BY …`
  String merged(List<String> queries, String order, int most);

  /// How a statement is given a list of texts.
  IdList ids();

  /// The expression for a text whose ASCII letters, at least, are small ones.
  String lower(String text);

  /// How the process of this instance shows that it is there.
  ///
  /// @param writers the pool of [#writers]
  Presence presence(InstanceId instance, DataSource writers);

  /// What both dialects' pools have in common: connections are made when they are first needed, so
  /// that opening never fails, and a call waits at most this long for one.
  static HikariConfig pool(String name, int size, Duration wait) {
    HikariConfig pool = new HikariConfig();
    pool.setPoolName(name);
    pool.setMaximumPoolSize(size);
    pool.setMinimumIdle(0);
    pool.setInitializationFailTimeout(-1);
    pool.setConnectionTimeout(wait.toMillis());
    pool.setValidationTimeout(Math.min(3_000, wait.toMillis()));
    return pool;
  }
}
