package io.github.backendexecutor.app.faults;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.resps.StreamConsumerInfo;

/// What rows look for in the database and in Redis.
final class Seen {
  private Seen() {}

  static void awaitAllOver(Round round) throws SQLException {
    Settled.await(round);
  }

  /// The state of a job, or "unknown".
  static String state(Round round, String id) throws SQLException {
    List<Map<String, @Nullable Object>> rows =
        round.stage().database().rows("SELECT state FROM job WHERE job_id = ?", id);
    return rows.isEmpty() ? "unknown" : String.valueOf(rows.getFirst().get("state"));
  }

  /// No job of the round has a failure or a loss on its account.
  static void nothingCharged(Round round) throws SQLException {
    long charged =
        round
            .stage()
            .database()
            .count(
                "SELECT count(*) FROM job WHERE job_id >= ? AND job_id < ? AND failures + lost > 0",
                round.prefix(),
                round.prefix() + "~");
    round.expect(charged == 0, charged + " jobs were charged with a failure or a loss");
  }

  /// The executor ended cleanly: it owns no run and is no consumer.
  static void hasLeft(Round round, Instance instance) throws SQLException {
    round.stage().database().rows("SELECT job_id, owner FROM job WHERE state = 'running'").stream()
        .filter(row -> instance.owns(String.valueOf(row.get("owner"))))
        .forEach(row -> round.problem("left behind by an executor that has ended: " + row));
    for (String stream : Producer.STREAMS) {
      round.expectSoon(
          60,
          "an executor that has ended is no consumer of " + stream,
          () -> consumers(round, stream).stream().noneMatch(instance::owns));
    }
  }

  static List<String> consumers(Round round, String stream) {
    return round.redis().ask(jedis -> jedis.xinfoConsumers2(stream, "executor-group")).stream()
        .map(StreamConsumerInfo::getName)
        .toList();
  }

  /// What executors wrote that stands for trouble.
  static long warnings(Round round) {
    return round.stage().instances().stream()
        .flatMap(instance -> instance.lines().stream())
        .filter(line -> line.contains(" WARN ") || line.contains(" ERROR "))
        .count();
  }
}
