package io.github.backendexecutor.app.faults;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.resps.StreamGroupInfo;

/// The end of a round: all jobs have ended and Redis holds nothing of them any more. On the way it
/// looks for entries that left before their jobs had ended.
final class Settled {
  private final Round round;
  private final Database database;

  private Settled(Round round) {
    this.round = round;
    this.database = round.stage().database();
  }

  static void await(Round round) throws SQLException {
    new Settled(round).await();
  }

  private void await() throws SQLException {
    try {
      poll("all jobs have ended", 120, this::allEnded);
      poll("no entry is left", 60, this::nothingLeft);
    } catch (ConditionTimeoutException e) {
      round.problem(String.valueOf(e.getMessage()));
      JobFacts.unfinished(database, round.prefix()).stream()
          .limit(3)
          .forEach(row -> round.problem("unfinished: " + row));
      round.problem("left in Redis: " + left());
    }
  }

  private static void poll(String what, int seconds, java.util.concurrent.Callable<Boolean> done) {
    Awaitility.await(what)
        .atMost(Duration.ofSeconds(seconds))
        .pollInterval(Duration.ofMillis(100))
        .ignoreExceptionsInstanceOf(SQLException.class)
        .ignoreExceptionsInstanceOf(JedisException.class)
        .until(done);
  }

  private boolean allEnded() throws SQLException {
    List<Map<String, @Nullable Object>> unfinished = JobFacts.unfinished(database, round.prefix());
    if (round.entriesAreSafe()) {
      unfinished.stream().limit(20).forEach(this::checkEntry);
    }
    if (!unfinished.isEmpty()) {
      return false;
    }
    // an entry that was forgotten by Redis before it was read has no row
    return round.forgettingAllowed()
        ? nothingLeft()
        : JobFacts.ended(database, round.prefix()) >= round.producer().sent().size();
  }

  /// The entry of a job that has not ended is still there.
  private void checkEntry(Map<String, @Nullable Object> job) {
    if (job.get("stream") instanceof String stream && job.get("entry_id") instanceof String entry) {
      boolean there = round.redis().ask(jedis -> !jedis.xrange(stream, entry, entry).isEmpty());
      if (!there && isUnfinished(String.valueOf(job.get("job_id")))) {
        round.problem("the entry of " + job + " is gone before the job has ended");
      }
    }
  }

  private boolean isUnfinished(String id) {
    try {
      return !JobFacts.unfinished(database, id).isEmpty();
    } catch (SQLException _) {
      return false; // cannot be told now
    }
  }

  private boolean nothingLeft() {
    return round
        .redis()
        .ask(jedis ->
            Producer.STREAMS.stream()
                .allMatch(stream -> jedis.xlen(stream) == 0 && pending(jedis, stream) == 0));
  }

  private String left() {
    try {
      return round
          .redis()
          .ask(jedis -> {
            StringBuilder left = new StringBuilder();
            for (String stream : Producer.STREAMS) {
              left.append(stream).append(": ").append(jedis.xlen(stream)).append(" entries, ");
              left.append(pending(jedis, stream)).append(" pending; ");
            }
            return left.toString();
          });
    } catch (JedisException e) {
      return e.toString();
    }
  }

  private static long pending(Jedis jedis, String stream) {
    if (!jedis.exists(stream)) {
      return 0;
    }
    return jedis.xinfoGroups(stream).stream().mapToLong(StreamGroupInfo::getPending).sum();
  }
}
