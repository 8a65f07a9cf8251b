package io.github.backendexecutor.app.redis;

import io.github.backendexecutor.executor.spi.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisDataException;

/// Entries of one stream that Redis would never deliver again: the group has passed them, and they
/// are pending for nobody, because somebody deleted their consumer. Now and then this takes them.
///
/// They look the same as entries that another program has acknowledged and left in the stream: jobs
/// of the past, which must not run again. So the group's hash has a mark for each stream, and
/// nothing before it is taken. It stands where the group was when this program first met it, or at
/// the beginning when this program made the group, and moves on while other groups read the stream,
/// because then acknowledged entries stay.
final class StrayEntries {
  static final Duration BREAK = Duration.ofMinutes(5);

  /// KEYS: the stream. ARGV: the group, the consumer, the id to look after, how many entries to
  /// look at. Answers the last id that was looked at ("" = the end) and how many entries are the
  /// consumer's now.
  static final String TAKE =
      """
      local groups, group = redis.call('XINFO', 'GROUPS', KEYS[1]), {}
      if #groups ~= 1 then return {'', 0} end
      for i = 1, #groups[1], 2 do group[groups[1][i]] = groups[1][i + 1] end
      if group.name ~= ARGV[1] then return {'', 0} end

      local passed = group['last-delivered-id']
      local entries = redis.call('XRANGE', KEYS[1], '(' .. ARGV[3], passed, 'COUNT', ARGV[4])
      local claim = {'XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0}
      for _, entry in ipairs(entries) do
        if #redis.call('XPENDING', KEYS[1], ARGV[1], entry[1], entry[1], 1) == 0 then
          claim[#claim + 1] = entry[1]
        end
      end
      local taken = #claim - 5
      claim[#claim + 1] = 'FORCE'
      claim[#claim + 1] = 'JUSTID'
      if taken > 0 then redis.call(unpack(claim)) end
      return {#entries > 0 and entries[#entries][1] or '', taken}
      """;

  private static final int PAGE = 100;
  private static final int PAGES_AT_ONCE = 100;
  private static final String BEGINNING = "0-0";
  private static final Logger LOG = LoggerFactory.getLogger(StrayEntries.class);

  private final UnifiedJedis jedis;
  private final String group;
  private final byte[] consumer;
  private final String stream;
  private final Clock clock;
  private final RedisScript take = new RedisScript(TAKE);
  private String after = "";
  private long next;

  StrayEntries(UnifiedJedis jedis, String group, byte[] consumer, String stream, Clock clock) {
    this.jedis = jedis;
    this.group = group;
    this.consumer = consumer;
    this.stream = stream;
    this.clock = clock;
    this.next = clock.nanos();
  }

  /// After the group was made: nothing of the stream has ever been acknowledged in it.
  static void markAll(UnifiedJedis jedis, String group, String stream) {
    jedis.hset(RedisMembership.key(group), mark(stream), BEGINNING);
  }

  /// The id before which nothing is taken; null: none is set yet.
  static @Nullable String marked(UnifiedJedis jedis, String group, String stream) {
    return jedis.hget(RedisMembership.key(group), mark(stream));
  }

  private static String mark(String stream) {
    return "since:" + stream;
  }

  /// Takes stray entries for this consumer, if the last look is long enough ago: a bounded part of
  /// the stream, and the next part the next time.
  ///
  /// @param atOnce how many entries fit into one answer
  void take(int atOnce) {
    if (clock.nanos() - next < 0) {
      return;
    }
    if (after.isEmpty()) {
      after = beginning();
    }
    long taken = 0;
    for (int page = 0; page < PAGES_AT_ONCE && !after.isEmpty(); page++) {
      List<?> answer = page(Math.min(PAGE, atOnce));
      after = RedisReply.text(answer.getFirst());
      taken += (Long) answer.getLast();
    }
    long most = BREAK.toNanos();
    next = clock.nanos() + most + ThreadLocalRandom.current().nextLong(most / 4);
    if (taken > 0) {
      LOG.warn(
          "{}: {} entries were read and pending for nobody (somebody removed their consumer); this"
              + " instance takes them",
          stream,
          taken);
    }
  }

  private List<?> page(int size) {
    return (List<?>)
        take.call(
            jedis,
            stream,
            List.of(
                RedisReply.bytes(group),
                consumer,
                RedisReply.bytes(after),
                RedisReply.bytes(Integer.toString(size))));
  }

  /// Where to begin; "" when there is nothing to look at.
  private String beginning() {
    List<?> groups;
    try {
      groups =
          RedisReply.list(
              jedis.executeCommand(new CommandArguments(Command.XINFO).add("GROUPS").key(stream)));
    } catch (JedisDataException e) {
      if (String.valueOf(e.getMessage()).contains("no such key")) {
        return "";
      }
      throw e;
    }
    for (Object one : groups) {
      Map<String, @Nullable Object> info = RedisReply.map(one);
      if (RedisReply.text(info.get("name")).equals(group)) {
        return mark(RedisReply.text(info.get("last-delivered-id")), groups.size() == 1);
      }
    }
    return "";
  }

  private boolean isEmpty(String marked, String passed) {
    CommandArguments first =
        new CommandArguments(Command.XRANGE)
            .key(stream)
            .add("(" + marked)
            .add(passed)
            .add("COUNT")
            .add(1);
    return RedisReply.list(jedis.executeCommand(first)).isEmpty();
  }

  private String mark(String passed, boolean alone) {
    String key = RedisMembership.key(group);
    if (!alone) {
      jedis.hset(key, mark(stream), passed);
      return "";
    }
    String marked = marked(jedis, group, stream);
    if (marked == null) {
      jedis.hsetnx(key, mark(stream), passed);
      marked = marked(jedis, group, stream);
    }
    return marked == null || isEmpty(marked, passed) ? "" : marked;
  }
}
