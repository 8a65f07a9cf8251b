package io.github.backendexecutor.app.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.backendexecutor.executor.job.EventNumber;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.spi.Audit;
import io.github.backendexecutor.executor.spi.Canceller;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.Controls;
import io.github.backendexecutor.executor.spi.Housekeeping;
import io.github.backendexecutor.executor.spi.Instances;
import io.github.backendexecutor.executor.spi.JobCounts;
import io.github.backendexecutor.executor.spi.JobEvents;
import io.github.backendexecutor.executor.spi.JobHistory;
import io.github.backendexecutor.executor.spi.JobLists;
import io.github.backendexecutor.executor.spi.Notifications;
import io.github.backendexecutor.executor.spi.Operator;
import io.github.backendexecutor.executor.spi.Ownership;
import io.github.backendexecutor.executor.spi.StoreUnavailable;
import io.github.backendexecutor.executor.spi.Submissions;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;

/// The door to a SQL database: its connections, its schema, and the sockets that stand on it. Hides
/// which database it is.
public final class Database implements AutoCloseable {
  private static final int MIGRATION_TRIES = 3;

  private final DatabaseAddress address;
  private final Dialect dialect;
  private final HikariDataSource writers;
  private final HikariDataSource readers;
  private final Lookout lookout;
  private final RecentNumbers recent = new RecentNumbers();

  private Database(DatabaseAddress address, Dialect dialect) {
    this.address = address;
    this.dialect = dialect;
    this.writers = new HikariDataSource(dialect.writers());
    this.readers = new HikariDataSource(dialect.readers());
    this.lookout = new Lookout(readers);
  }

  /// Makes a SQLite file and its folder when they are missing; never waits for a server.
  ///
  /// @throws IllegalStateException when a SQLite file can be neither made nor used
  public static Database open(DatabaseAddress address) {
    return new Database(
        address,
        switch (address) {
          case SqliteAddress(var file) -> SqliteDialect.at(file);
          case PostgresAddress postgres -> new PostgresDialect(postgres);
        });
  }

  /// Brings the schema up to date. Several instances may do so at once, and again at every start.
  ///
  /// @throws StoreUnavailable when the database cannot be reached; try again later
  /// @throws IllegalStateException when trying again does not help, with one line that says why:
  ///   the login or the name of the database is refused, a setting makes commits unsafe, the
  ///   version is too old, the schema is not ours
  public void migrate() {
    migrateTo("latest");
  }

  /// Brings the schema to an older version, for tests of the newer ones.
  void migrateTo(String version) {
    try (Connection connection = writers.getConnection()) {
      dialect.check(connection);
    } catch (SQLException e) {
      throw failure(e);
    }
    for (int left = MIGRATION_TRIES - 1; ; left--) {
      try {
        runFlyway(version);
        return;
      } catch (FlywayException e) {
        // SQLite has no lock for migrations: the one that came second fails, and then sees it done
        if (left == 0) {
          throw failure(e);
        }
      }
    }
  }

  private void runFlyway(String version) {
    // a pool of its own, since Flyway needs several connections at once
    HikariConfig pool = dialect.migrators();
    pool.setPoolName("migration");
    // while one connection migrates, another one only holds the lock, however long it takes
    pool.setConnectionInitSql(null);
    pool.setMaximumPoolSize(4);
    try (HikariDataSource connections = new HikariDataSource(pool)) {
      Flyway.configure(Database.class.getClassLoader())
          .loggers("slf4j")
          .dataSource(connections)
          // a database that others use too has tables, and perhaps a migration history, of its own
          .table("executor_schema_history")
          .baselineOnMigrate(true)
          .baselineVersion("0")
          .locations("classpath:db/migration/" + dialect.folder())
          .target(version)
          .load()
          .migrate();
    }
  }

  private RuntimeException failure(Exception failure) {
    SQLException cause = sqlCause(failure);
    if (cause != null && !SqlFailure.isRefusal(cause)) {
      return SqlFailure.of(address, cause);
    }
    String why = String.valueOf((cause == null ? failure : cause).getMessage());
    return new IllegalStateException(address + ": " + why.lines().findFirst().orElse(""), failure);
  }

  private static @Nullable SQLException sqlCause(@Nullable Throwable failure) {
    SQLException found = null;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      found = cause instanceof SQLException e ? e : found;
    }
    return found;
  }

  /// A new store for one instance. Closing it saves what was submitted; close it before this.
  ///
  /// @param spoolFolder where endings wait for the database; made when it is needed. Endings that
  ///   dead processes left there are saved with the first write
  public JdbcJobStore store(InstanceId owner, Clock clock, Path spoolFolder) {
    return new JdbcJobStore(this, owner, clock, Kept.in(spoolFolder, owner));
  }

  /// A store that refuses to keep endings.
  public JdbcJobStore store(InstanceId owner, Clock clock) {
    return new JdbcJobStore(this, owner, clock, Kept.nowhere(owner));
  }

  /// The database as a witness of who lives. It keeps a connection of its own until this instance
  /// leaves.
  public JdbcMembership membership(InstanceId instance, Clock clock) {
    return new JdbcMembership(address, instance, clock, dialect.presence(instance, writers));
  }

  public Ownership ownership(InstanceId owner, Clock clock) {
    return new JdbcOwnership(this, owner, clock);
  }

  public Canceller canceller(Clock clock) {
    return new JdbcCanceller(this, clock);
  }

  /// Which database this is: made once with its schema, the same for whoever asks.
  ///
  /// @throws StoreUnavailable when the database cannot be reached
  public String storeId() {
    return read(connection -> {
      try (Statement query = connection.createStatement();
          ResultSet row = query.executeQuery("SELECT id FROM executor_store")) {
        if (row.next()) {
          return row.getString(1);
        }
        throw new IllegalStateException(address + ": the table executor_store has lost its row");
      }
    });
  }

  public JobHistory history() {
    return new JdbcJobHistory(this);
  }

  /// Lists of jobs and workflows, in pages.
  public JobLists lists() {
    return new JdbcJobLists(this);
  }

  public JobCounts counts(Clock clock) {
    return new JdbcJobCounts(this, clock);
  }

  /// What people do to jobs.
  public Operator operator(Clock clock) {
    return new JdbcOperator(this, clock);
  }

  public Controls controls(Clock clock) {
    return new JdbcControls(this, clock);
  }

  public Audit audit(Clock clock) {
    return new JdbcAudit(this, clock);
  }

  public Submissions submissions(Clock clock) {
    return new JdbcSubmissions(this, clock);
  }

  public Instances instances(Clock clock) {
    return new JdbcInstances(this, clock);
  }

  public Housekeeping housekeeping(Clock clock) {
    return new JdbcHousekeeping(this, clock);
  }

  Dialect dialect() {
    return dialect;
  }

  public JobEvents events() {
    return new JdbcJobEvents(this, recent);
  }

  public Notifications notifications() {
    return new JdbcNotifications(this);
  }

  /// Where evidence of notifications is kept. Close it before this.
  public EvidenceLog evidence(Clock clock) {
    return new EvidenceLog(new JdbcNotifications(this), clock);
  }

  /// What signs the connection tokens of all hubs on this database: made by the first who asks.
  ///
  /// @throws StoreUnavailable when the database cannot be reached
  public String hubSecret() {
    return commit(HubSecretRow::read);
  }

  public DatabaseExam exam() {
    return new DatabaseExam(this);
  }

  String kind() {
    return dialect.folder();
  }

  /// Work on jobs within one transaction.
  @FunctionalInterface
  interface TableWork<A> {
    A on(JobTable table) throws SQLException;
  }

  /// Work on one connection.
  @FunctionalInterface
  interface Reading<A> {
    A from(Connection connection) throws SQLException;
  }

  /// Does the work on jobs and commits it, with the events that follow from it; see [#commit].
  <A> A write(TableWork<A> work) {
    Changed<A> changed =
        commit(connection -> {
          JobTable table = dialect.table(connection);
          A answer = work.on(table);
          table.writeTally();
          return new Changed<>(answer, table.events().write());
        });
    recent.add(changed.events());
    return changed.answer();
  }

  private record Changed<A>(A answer, Map<String, EventNumber> events) {}

  /// Does the work and commits it. After a failure nothing was done, or it is not known whether it
  /// was: then, and when the database could not be reached, the failure is [StoreUnavailable].
  <A> A commit(Reading<A> work) {
    try (Connection connection = writers.getConnection()) {
      try {
        connection.setAutoCommit(false);
        A answer = work.from(connection);
        connection.commit();
        return answer;
      } catch (SQLException | RuntimeException e) {
        rollBack(connection);
        // after trouble it is not used again: the server may have become a read-only replica
        writers.evictConnection(connection);
        throw e;
      }
    } catch (SQLException e) {
      throw SqlFailure.of(address, e);
    }
  }

  private static void rollBack(Connection connection) {
    try {
      connection.rollback();
    } catch (SQLException _) {
      // the connection is gone, and with it the transaction
    }
  }

  /// A connection that writes, for what is no work of this program.
  Connection writer() throws SQLException {
    return writers.getConnection();
  }

  <A> A read(Reading<A> reading) {
    try (Connection connection = readers.getConnection()) {
      return reading.from(connection);
    } catch (SQLException e) {
      throw SqlFailure.of(address, e);
    }
  }

  /// The same for several queries that are to see the same rows.
  <A> A readAtOnce(Reading<A> reading) {
    return read(connection -> {
      try (Statement transaction = connection.createStatement()) {
        transaction.execute(dialect.snapshot());
        try {
          return reading.from(connection);
        } finally {
          transaction.execute("ROLLBACK");
        }
      }
    });
  }

  /// Reads what is asked every few seconds, see [Lookout].
  <A> A look(Reading<A> reading) {
    try {
      return lookout.look(reading);
    } catch (SQLException e) {
      throw SqlFailure.of(address, e);
    }
  }

  @Override
  public void close() {
    lookout.close();
    writers.close();
    readers.close();
  }

  @Override
  public String toString() {
    return address.toString();
  }
}
