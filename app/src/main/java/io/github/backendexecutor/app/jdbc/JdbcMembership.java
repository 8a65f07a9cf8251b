package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Sign;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.Membership;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The witness that is the database: one row an instance, and a lock that ends with its process.
public final class JdbcMembership implements Membership {
  private static final Logger LOG = LoggerFactory.getLogger(JdbcMembership.class);
  private static final Duration REMEMBERED = Duration.ofHours(24);
  private static final int TIDY_EVERY = 30;

  /// In: id, now. Makes the row or counts on. Answer: the beat, and how often it has beaten after
  /// it was declared dead.
  private static final String BEAT =
      """
      INSERT INTO executor_instance (id, beat, started_at) VALUES (?, 1, ?)
      ON CONFLICT (id) DO UPDATE
      SET beat = executor_instance.beat + 1,
          revivals = executor_instance.revivals
              + CASE WHEN executor_instance.gone_at IS NULL THEN 0 ELSE 1 END,
          gone_at = NULL
      RETURNING beat, revivals\
      """;

  /// Makes rows for owners of running jobs that have none, so that they are judged as all others.
  private static final String ADOPT =
      """
      INSERT INTO executor_instance (id, beat, started_at)
      SELECT owner, 0, min(started_at) FROM job
      WHERE state = 'running' AND owner IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM executor_instance WHERE executor_instance.id = job.owner)
      GROUP BY owner
      ON CONFLICT (id) DO NOTHING\
      """;

  /// In: a time. Answer: the instances that were gone before it, deleted now.
  private static final String PURGE =
      "DELETE FROM executor_instance WHERE gone_at < ? RETURNING id";

  /// In: now, id.
  private static final String LEAVE = "UPDATE executor_instance SET gone_at = ? WHERE id = ?";

  private final DatabaseAddress address;
  private final InstanceId instance;
  private final Clock clock;
  private final Presence presence;
  private int beats;
  private long revivals;
  private boolean left;

  JdbcMembership(DatabaseAddress address, InstanceId instance, Clock clock, Presence presence) {
    this.address = address;
    this.instance = instance;
    this.clock = clock;
    this.presence = presence;
  }

  @Override
  public synchronized Map<InstanceId, Sign> beat() {
    if (left) {
      throw new IllegalStateException(instance + " has left");
    }
    try {
      if (beats % TIDY_EVERY == 0) {
        presence.on(this::tidyAsFarAsItGoes);
      }
      return presence.on(this::beatAtOnce);
    } catch (SQLException e) {
      throw SqlFailure.of(address, e);
    }
  }

  /// The beat and the look at the others are one transaction: an idle instance should hardly be
  /// felt.
  private Map<InstanceId, Sign> beatAtOnce(Connection connection) throws SQLException {
    long before = revivals;
    connection.setAutoCommit(false);
    try {
      Map<InstanceId, Sign> signs = beat(connection);
      connection.commit();
      return signs;
    } catch (SQLException e) {
      revivals = before; // the next beat has to say it
      connection.rollback();
      throw e;
    } finally {
      connection.setAutoCommit(true);
    }
  }

  private Map<InstanceId, Sign> beat(Connection connection) throws SQLException {
    boolean wasGone;
    try (PreparedStatement beat = connection.prepareStatement(BEAT)) {
      beat.setString(1, instance.value());
      beat.setLong(2, Millis.of(clock.now()));
      try (ResultSet row = beat.executeQuery()) {
        row.next();
        wasGone = beats > 0 && (row.getLong(1) == 1 || row.getLong(2) != revivals);
        revivals = row.getLong(2);
        beats++;
      }
    }
    Map<InstanceId, Sign> signs = new HashMap<>(presence.signs(connection));
    if (wasGone) {
      signs.computeIfPresent(instance, (_, own) -> new Sign(own.beat(), own.attached(), true));
    }
    return signs;
  }

  private boolean tidyAsFarAsItGoes(Connection connection) {
    try {
      tidy(connection);
      return true;
    } catch (SQLException e) {
      LOG.debug("tidying waits for a later beat: {}", e.toString());
      return false;
    }
  }

  private void tidy(Connection connection) throws SQLException {
    try (Statement adopt = connection.createStatement()) {
      adopt.executeUpdate(ADOPT);
    }
    List<InstanceId> forgotten = new ArrayList<>();
    try (PreparedStatement purge = connection.prepareStatement(PURGE)) {
      purge.setLong(1, Millis.of(clock.now().minus(REMEMBERED)));
      try (ResultSet row = purge.executeQuery()) {
        while (row.next()) {
          forgotten.add(new InstanceId(row.getString(1)));
        }
      }
    }
    forgotten.forEach(presence::forget);
  }

  @Override
  public synchronized void leave() {
    if (left) {
      return;
    }
    left = true;
    if (beats == 0) {
      return;
    }
    try {
      presence.on(connection -> leave(connection));
    } catch (SQLException | RuntimeException e) {
      LOG.debug("{} left without a word: {}", instance, e.toString());
    } finally {
      presence.end();
    }
  }

  private boolean leave(Connection connection) throws SQLException {
    try (PreparedStatement leave = connection.prepareStatement(LEAVE)) {
      leave.setLong(1, Millis.of(clock.now()));
      leave.setString(2, instance.value());
      return leave.executeUpdate() == 1;
    }
  }

  /// Shows this process no longer, as its death would.
  synchronized void vanish() {
    left = true;
    presence.end();
  }
}
