package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.Housekeeping;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Removes what is old from the ends of the indexes that list it, and folds counters.
final class JdbcHousekeeping implements Housekeeping {
  /// In: state. Answer: how many are in it.
  private static final String COUNT = "SELECT sum(n) AS n FROM job_standing WHERE state = ?";

  /// In: nothing. Answer: how many groups have no failed job any more. One that is needed again is
  /// made again.
  private static final String EMPTY = "DELETE FROM failure_group WHERE n = 0";

  /// In: time, how many. Answer: the oldest events of jobs that have ended are gone.
  private static final String EVENTS =
      """
      DELETE FROM job_event WHERE (job_id, number) IN (
        SELECT old.job_id, old.number
        FROM job_event AS old JOIN job ON job.job_id = old.job_id
        WHERE old.at < ? AND job.finished_at IS NOT NULL ORDER BY old.at LIMIT ?)\
      """;

  private final Database database;
  private final Clock clock;
  private final OldJobs jobs;

  JdbcHousekeeping(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
    this.jobs = new OldJobs(database.dialect());
  }

  @Override
  public int remove(JobState state, Instant endedBefore, int max) {
    if (!state.terminal()) {
      throw new IllegalArgumentException("a job that is " + state.word() + " has not ended");
    }
    Instant floor = clock.now().minus(Duration.ofHours(FLOOR_HOURS));
    long before = Millis.of(endedBefore.isBefore(floor) ? endedBefore : floor);
    List<String> ids = database.read(connection -> jobs.find(connection, state, before, max));
    return ids.isEmpty() ? 0 : database.write(table -> Removal.of(table, state, before, ids));
  }

  @Override
  public int removeBeyond(JobState state, long keep, int max) {
    long beyond = database.read(connection -> count(connection, state)) - keep;
    return beyond <= 0 ? 0 : remove(state, clock.now(), (int) Math.min(max, beyond));
  }

  private static long count(Connection connection, JobState state) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(COUNT)) {
      query.setString(1, state.word());
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? row.getLong("n") : 0;
      }
    }
  }

  @Override
  public int remove(Leftover what, Instant before, int max) {
    String sql =
        switch (what) {
          case AUDIT -> old("audit", "id", "at");
          case SUBMISSIONS -> old("submission", "key", "at");
          case MINUTES -> spans(Tally.MINUTE);
          case HOURS -> spans(Tally.HOUR);
          case EVENTS -> EVENTS;
        };
    return database.commit(connection -> {
      try (PreparedStatement remove = connection.prepareStatement(sql)) {
        remove.setLong(1, Millis.of(before));
        remove.setInt(2, max);
        return remove.executeUpdate();
      }
    });
  }

  /// In: a time, how many. Answer: so many of the oldest rows of before are gone.
  private static String old(String table, String key, String time) {
    return "DELETE FROM %1$s WHERE (%2$s) IN (SELECT %2$s FROM %1$s WHERE %3$s < ? ORDER BY %3$s LIMIT ?)"
        .formatted(table, key, time);
  }

  private static String spans(long span) {
    return old("job_ended", "span, at, role, state", "span = " + span + " AND at")
        .replace("ORDER BY span = " + span + " AND at", "ORDER BY at");
  }

  @Override
  public int fold(int max) {
    return database.write(table -> {
      int folded = table.fold(max);
      try (PreparedStatement empty = table.connection().prepareStatement(EMPTY)) {
        empty.executeUpdate();
      }
      return folded;
    });
  }
}
