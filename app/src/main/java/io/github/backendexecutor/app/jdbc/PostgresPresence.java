package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Sign;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/// A connection of its own, which holds an advisory lock: the server lets go of the lock when the
/// process is killed, and not while it is only paused.
final class PostgresPresence implements Presence {
  /// A lock's key is made from the id with another seed than those of the claims.
  private static final String KEY = "hashtextextended(%s, 1)";

  private static final String SHORT_WAITS = "SET statement_timeout = '5s'; SET lock_timeout = '1s'";

  /// In: this instance. Answer: whether its lock is ours. An earlier connection of ours may hold it
  /// until the server notices that it is gone.
  private static final String LOCK = "SELECT pg_try_advisory_lock(" + KEY.formatted("?") + ")";

  /// Answer: all instances, and whether somebody holds the lock of each.
  private static final String SIGNS =
      """
      WITH held AS (
        SELECT (classid::bigint << 32) | objid::bigint AS key FROM pg_locks
        WHERE locktype = 'advisory' AND objsubid = 1 AND granted
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
      SELECT id, beat, gone_at IS NOT NULL, %s IN (SELECT key FROM held) FROM executor_instance\
      """
          .formatted(KEY.formatted("id"));

  private final String url;
  private final Properties properties;
  private final InstanceId instance;
  private @Nullable Connection open;
  private boolean locked;

  /// @param properties of the driver
  PostgresPresence(String url, Properties properties, InstanceId instance) {
    this.url = url;
    this.properties = properties;
    this.instance = instance;
  }

  @Override
  public <A> A on(Database.Reading<A> work) throws SQLException {
    try {
      Connection connection = open == null ? connect() : open;
      if (!locked) {
        locked = lock(connection);
      }
      return work.from(connection);
    } catch (SQLException e) {
      // it may be dead, or lead to a server that is no longer the first one
      end();
      throw e;
    }
  }

  private Connection connect() throws SQLException {
    Connection connection = DriverManager.getConnection(url, properties);
    open = connection;
    try (Statement statement = connection.createStatement()) {
      statement.execute(SHORT_WAITS);
    }
    return connection;
  }

  private boolean lock(Connection connection) throws SQLException {
    try (PreparedStatement lock = connection.prepareStatement(LOCK)) {
      lock.setString(1, instance.value());
      try (ResultSet row = lock.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  @Override
  public Map<InstanceId, Sign> signs(Connection connection) throws SQLException {
    Map<InstanceId, Sign> signs = new HashMap<>();
    try (Statement query = connection.createStatement();
        ResultSet row = query.executeQuery(SIGNS)) {
      while (row.next()) {
        signs.put(
            new InstanceId(row.getString(1)),
            new Sign(row.getLong(2), row.getBoolean(4), row.getBoolean(3)));
      }
    }
    return signs;
  }

  @Override
  public void forget(InstanceId gone) {
    // its lock went with its connection
  }

  @Override
  public void end() {
    locked = false;
    if (open != null) {
      try {
        open.close();
      } catch (SQLException _) {
        // then it was dead
      }
      open = null;
    }
  }
}
