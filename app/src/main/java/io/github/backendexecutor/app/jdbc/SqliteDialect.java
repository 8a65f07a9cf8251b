package io.github.backendexecutor.app.jdbc;

import com.zaxxer.hikari.HikariConfig;
import io.github.backendexecutor.executor.job.InstanceId;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.sql.DataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteOpenMode;

/// SQLite: one file, one writer at a time, readers that see the last commit.
final class SqliteDialect implements Dialect {
  private static final Duration BUSY = Duration.ofSeconds(5);
  private static final int FULL = 2;

  /// Nearly what a thousand jobs touch in one transaction when their ids come in no order; with the
  /// driver's 2 MiB such jobs cost more, and none cost less with 32 than with 4. It fills in the
  /// first minute of work and stays.
  private static final int WRITER_CACHE_KIB = 3 * 1024;

  /// The log is copied into the file when it has so many pages, 4 MiB. Whoever commits then waits
  /// for that: four times as many made one wait in a hundred twice as long, and saved nothing.
  private static final int CHECKPOINT_PAGES = 1_000;

  /// SQLite merges no more than 500 queries.
  private static final int MOST_MERGED = 400;

  /// A list is one JSON text.
  static final IdList IDS =
      new IdList() {
        @Override
        public String among() {
          return "IN (SELECT value FROM json_each(?))";
        }

        @Override
        public void bind(PreparedStatement statement, int number, Collection<String> ids)
            throws SQLException {
          statement.setString(number, FieldsJson.list(ids));
        }
      };

  private final Path file;
  private final SqliteStatements statements = new SqliteStatements();

  private SqliteDialect(Path file) {
    this.file = file;
  }

  /// Makes the file and its folder when they are missing, for this user only: payloads are nobody
  /// else's business.
  ///
  /// @throws IllegalStateException when the file can be neither made nor used
  static SqliteDialect at(Path path) {
    Path file = path.toAbsolutePath();
    try {
      PrivateFiles.makeFolder(file.resolveSibling(""));
      PrivateFiles.makeFile(file);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isRegularFile(file)) {
        throw new IllegalStateException("SQLite in " + path + ": it is not a file", e);
      }
    } catch (IOException e) {
      throw new IllegalStateException("SQLite in " + path + " cannot be made: " + e, e);
    }
    return new SqliteDialect(file);
  }

  @Override
  public String folder() {
    return "sqlite";
  }

  @Override
  public HikariConfig writers() {
    // one: SQLite has one write lock, and a fair queue here is better than polling for it
    SQLiteConfig config = config();
    config.setCacheSize(-WRITER_CACHE_KIB);
    HikariConfig pool = pool("sqlite-writer", 1, config);
    pool.setConnectionInitSql("PRAGMA wal_autocheckpoint = " + CHECKPOINT_PAGES);
    return pool;
  }

  @Override
  public HikariConfig readers() {
    HikariConfig pool = pool("sqlite-readers", 3, config());
    pool.setConnectionInitSql("PRAGMA query_only = 1");
    return pool;
  }

  private HikariConfig pool(String name, int size, SQLiteConfig config) {
    HikariConfig pool = Dialect.pool(name, size, BUSY);
    pool.setDataSource(source(config));
    pool.setMaxLifetime(0);
    return pool;
  }

  private DataSource source(SQLiteConfig config) {
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file);
    return source;
  }

  private static SQLiteConfig config() {
    SQLiteConfig config = new SQLiteConfig();
    // the file was made with its permissions; one that vanished must not come back empty
    config.resetOpenMode(SQLiteOpenMode.CREATE);
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setBusyTimeout((int) BUSY.toMillis());
    config.enforceForeignKeys(true);
    // nobody asks for them, and the driver would run a query for them after each insert
    config.setGetGeneratedKeys(false);
    // takes the write lock first: a transaction that reads first and writes later could fail late
    config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
    return config;
  }

  @Override
  public void check(Connection connection) throws SQLException {
    String journal = pragma(connection, "journal_mode");
    String synchronous = pragma(connection, "synchronous");
    if (!journal.equals("wal") || !synchronous.equals(Integer.toString(FULL))) {
      throw new IllegalStateException(
          "SQLite in %s: journal_mode is %s and synchronous is %s, but wal and %d are needed;"
                  .formatted(file, journal, synchronous, FULL)
              + " a local file system has them");
    }
  }

  private static String pragma(Connection connection, String name) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("PRAGMA " + name)) {
      return result.next() ? result.getString(1) : "";
    }
  }

  @Override
  public IdList ids() {
    return IDS;
  }

  @Override
  public String snapshot() {
    return "BEGIN DEFERRED";
  }

  @Override
  public boolean writesAbreast() {
    return false;
  }

  @Override
  public JobTable table(Connection connection) throws SQLException {
    return new SqliteJobTable(connection, statements.on(connection));
  }

  /// SQLite pulls rows out of ordered queries as it merges them.
  @Override
  public String merged(List<String> queries, String order, int most) {
    String end = order + " LIMIT " + most;
    if (queries.size() <= MOST_MERGED) {
      return String.join(" UNION ALL ", queries) + end;
    }
    List<String> parts = new ArrayList<>();
    for (int from = 0; from < queries.size(); from += MOST_MERGED) {
      List<String> some = queries.subList(from, Math.min(queries.size(), from + MOST_MERGED));
      parts.add("SELECT * FROM (" + merged(some, order, most) + ")");
    }
    return merged(parts, order, most);
  }

  @Override
  public String lower(String text) {
    return "lower(" + text + ")";
  }

  @Override
  public Presence presence(InstanceId instance, DataSource writers) {
    Path folder = file.resolveSibling(file.getFileName() + "-instances");
    return new SqlitePresence(folder, writers, instance);
  }
}
