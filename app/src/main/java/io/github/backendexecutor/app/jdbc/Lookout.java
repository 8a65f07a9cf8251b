package io.github.backendexecutor.app.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.github.backendexecutor.app.jdbc.Database.Reading;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The connection of those who look at the database every few seconds, also while nothing happens.
/// A pool asks the server before each use whether a connection that lay idle still lives, which
/// would be as many questions again. Whether this one lives shows in its use: a look that fails on
/// it is made once more on another one.
final class Lookout implements AutoCloseable {
  /// So many looks, some minutes, with one connection: the pool may replace it when it is old.
  private static final int LOOKS = 300;

  private final HikariDataSource readers;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Connection kept;
  private int looks;
  private volatile boolean closed;

  Lookout(HikariDataSource readers) {
    this.readers = readers;
  }

  /// Only reads, as it may do so twice. Whoever comes while another one looks takes a connection of
  /// the pool.
  <A> A look(Reading<A> reading) throws SQLException {
    if (!lock.tryLock()) {
      try (Connection connection = readers.getConnection()) {
        return reading.from(connection);
      }
    }
    try {
      A answer = kept == null ? onAnother(reading) : onKept(kept, reading);
      if (closed || ++looks >= LOOKS) {
        giveBack();
      }
      return answer;
    } finally {
      lock.unlock();
    }
  }

  private <A> A onKept(Connection connection, Reading<A> reading) throws SQLException {
    try {
      return reading.from(connection);
    } catch (SQLException _) {
      drop(connection);
      return onAnother(reading);
    }
  }

  private <A> A onAnother(Reading<A> reading) throws SQLException {
    Connection connection = readers.getConnection();
    try {
      A answer = reading.from(connection);
      kept = connection;
      looks = 0;
      return answer;
    } catch (SQLException | RuntimeException e) {
      drop(connection);
      throw e;
    }
  }

  private void drop(Connection connection) throws SQLException {
    kept = null;
    readers.evictConnection(connection);
    connection.close();
  }

  private void giveBack() throws SQLException {
    if (kept != null) {
      kept.close();
      kept = null;
    }
  }

  /// Before the pool is closed, which would wait for it. A look that hangs is left to the pool.
  @Override
  public void close() {
    closed = true;
    if (lock.tryLock()) {
      try {
        giveBack();
      } catch (SQLException _) {
        // the pool closes what is left
      } finally {
        lock.unlock();
      }
    }
  }
}
