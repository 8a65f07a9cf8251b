package io.github.backendexecutor.app.redis;

import io.github.backendexecutor.executor.job.InstanceId;
import java.util.List;
import redis.clients.jedis.UnifiedJedis;

/// Takes over what is pending for a consumer whose process is gone, and removes that consumer.
final class Adoption {
  /// KEYS: the stream. ARGV: the group, the consumer that is gone, the one that takes over, how
  /// many entries at most. Answers how many entries were taken over, how many of them had no
  /// content any more and were dropped, and 1 when something is left, else 0.
  ///
  /// Redis 7 drops entries without content by itself, 6.2 hands them over like the others; then the
  /// new consumer finds and forgets them.
  static final String ADOPT =
      """
      local function pending(max)
        return redis.pcall('XPENDING', KEYS[1], ARGV[1], '-', '+', max, ARGV[2])
      end
      local held = pending(ARGV[4])
      if held.err then
        if string.find(held.err, 'NOGROUP', 1, true) then return {0, 0, 0} end
        return held
      end

      local claimed = {}
      if #held > 0 then
        local claim = {'XCLAIM', KEYS[1], ARGV[1], ARGV[3], 0}
        for _, entry in ipairs(held) do claim[#claim + 1] = entry[1] end
        claim[#claim + 1] = 'JUSTID'
        claimed = redis.call(unpack(claim))
      end
      local left = #pending(1)
      if left == 0 then redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], ARGV[2]) end
      return {#claimed, #held - #claimed, left}
      """;

  private static final String MAX = Integer.toString(StreamGroup.MAX_AT_ONCE);

  private final UnifiedJedis jedis;
  private final byte[] group;
  private final byte[] consumer;
  private final RedisScript adopt = new RedisScript(ADOPT);

  Adoption(UnifiedJedis jedis, byte[] group, byte[] consumer) {
    this.jedis = jedis;
    this.group = group;
    this.consumer = consumer;
  }

  Adopted adopt(String stream, InstanceId gone) {
    List<?> answer =
        (List<?>)
            adopt.call(
                jedis,
                stream,
                List.of(group, RedisReply.bytes(gone.value()), consumer, RedisReply.bytes(MAX)));
    return new Adopted(
        (Long) answer.get(0), (Long) answer.get(1), !Long.valueOf(0).equals(answer.get(2)));
  }

  /// Removes the beat of an instance of which nothing is left.
  void forget(InstanceId gone) {
    jedis.hdel(RedisMembership.key(RedisReply.text(group)), RedisMembership.beatField(gone));
  }

  /// What one call did.
  ///
  /// @param vanished entries that were pending and have no content any more
  /// @param more whether entries are left
  record Adopted(long entries, long vanished, boolean more) {}
}
