package io.github.backendexecutor.app.redis;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;

/// Looks at the oldest pending entries of a stream: whether they are still there, and how long
/// their consumers have had them.
public final class PendingExam {
  private static final int MOST = 1_000;

  /// KEYS: the stream. ARGV: the group, how many entries to look at. Answers how many of them have
  /// no content, then each consumer and for how many milliseconds it has had its oldest.
  private static final String LOOK =
      """
      local ghosts, oldest, answer = 0, {}, {}
      for _, row in ipairs(redis.call('XPENDING', KEYS[1], ARGV[1], '-', '+', ARGV[2])) do
        if #redis.call('XRANGE', KEYS[1], row[1], row[1]) == 0 then ghosts = ghosts + 1 end
        oldest[row[2]] = math.max(oldest[row[2]] or 0, row[3])
      end
      for consumer, idle in pairs(oldest) do
        answer[#answer + 1] = consumer
        answer[#answer + 1] = idle
      end
      return {ghosts, answer}
      """;

  private PendingExam() {}

  /// What was seen.
  ///
  /// @param ghosts pending entries that are not in the stream any more
  /// @param oldest by consumer, milliseconds
  public record Seen(long ghosts, Map<String, Long> oldest) {}

  /// Looks at a stream that the group reads.
  ///
  /// @throws io.github.backendexecutor.executor.spi.StreamUnavailable when Redis does not answer,
  ///   or there is no such group
  public static Seen look(UnifiedJedis jedis, String group, String stream) {
    try {
      List<?> answer =
          RedisReply.list(
              new RedisScript(LOOK)
                  .call(
                      jedis,
                      stream,
                      List.of(RedisReply.bytes(group), RedisReply.bytes(String.valueOf(MOST)))));
      Map<String, Long> oldest = new HashMap<>();
      RedisReply.map(answer.get(1))
          .forEach((consumer, idle) ->
              oldest.put(consumer, idle instanceof Long millis ? millis : Long.valueOf(0)));
      return new Seen(answer.getFirst() instanceof Long ghosts ? ghosts : 0, oldest);
    } catch (JedisException e) {
      throw RedisErrors.unavailable("looking at the pending entries of " + stream, e);
    }
  }
}
