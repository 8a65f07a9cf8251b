package io.github.backendexecutor.app.redis;

import io.github.backendexecutor.executor.job.Entry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.UnifiedJedis;

/// What one consumer takes out of its group: entries that are done or gone, and itself. Here is the
/// program's only XACK.
final class StreamGroup {
  private static final Logger LOG = LoggerFactory.getLogger(StreamGroup.class);

  /// So many fit into the arguments of one command in a script, and hold up Redis for a few
  /// milliseconds at most.
  static final int MAX_AT_ONCE = 500;

  /// KEYS: the stream. ARGV: the group, then for each entry its id and the jobId that it must have
  /// ("" = any). Answers how many entries were left alone because they have another jobId.
  ///
  /// An entry id can come again for another job when Redis lost its data, hence the comparison. An
  /// entry that is gone is acknowledged all the same, else it would stay pending for ever. It is
  /// deleted only when no other group reads the stream.
  ///
  /// Finding and deleting one entry costs Redis a walk through a hundred. Jobs end about in the
  /// order of the stream, so most stand at its front: those are read in a row and cut off at once.
  /// At the front no more are read than are to be settled, and none for a single one: large entries
  /// are dear to hand to a script, and one that runs for long may stand there.
  static final String SETTLE =
      """
      local expected, left = {}, 0
      for i = 2, #ARGV, 2 do
        expected[ARGV[i]] = ARGV[i + 1]
        left = left + 1
      end
      local function is_expected(id, fields)
        local job = expected[id]
        if not job or job == '' then return job end
        for i = 1, #fields, 2 do
          if fields[i] == 'jobId' and fields[i + 1] ~= '' then return fields[i + 1] == job end
        end
        return job == KEYS[1] .. '/' .. id
      end

      local groups = redis.pcall('XINFO', 'GROUPS', KEYS[1])
      local alone = not groups.err and #groups == 1 and groups[1][2] == ARGV[1]

      local front, count = {}, 1
      while alone and left > 1 and left > #front do
        local from = #front == 0 and '-' or '(' .. front[#front]
        local entries = redis.call('XRANGE', KEYS[1], from, '+', 'COUNT', count)
        local before = #front
        for _, entry in ipairs(entries) do
          if not is_expected(entry[1], entry[2]) then break end
          front[#front + 1] = entry[1]
        end
        if #front - before < count then break end
        count = math.min(2 * count, 32, left - #front)
      end
      for _, id in ipairs(front) do expected[id] = nil end

      local others, elsewhere = 0, {}
      for id, job in pairs(expected) do
        local entry = job ~= '' and redis.call('XRANGE', KEYS[1], id, id)[1]
        if entry and not is_expected(id, entry[2]) then
          others = others + 1
        else
          elsewhere[#elsewhere + 1] = id
        end
      end

      for _, ids in ipairs({front, elsewhere}) do
        if #ids > 0 then redis.call('XACK', KEYS[1], ARGV[1], unpack(ids)) end
      end
      if alone and #elsewhere > 0 then redis.call('XDEL', KEYS[1], unpack(elsewhere)) end
      if #front > 0 then
        redis.call('XTRIM', KEYS[1], 'MINID', front[#front])
        redis.call('XDEL', KEYS[1], front[#front])
      end
      return others
      """;

  /// KEYS: the stream. ARGV: the group, the consumer. Answers 1 when the consumer was deleted. One
  /// with pending entries is kept: deleting it would make Redis forget them.
  static final String LEAVE =
      """
      local pending = redis.pcall('XPENDING', KEYS[1], ARGV[1], '-', '+', 1, ARGV[2])
      if pending.err or #pending > 0 then return 0 end
      redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], ARGV[2])
      return 1
      """;

  /// KEYS: the stream. ARGV: the group, then entry ids. Acknowledges those that are not in the
  /// stream and answers how many that were.
  static final String FORGET =
      """
      local gone = {}
      for i = 2, #ARGV do
        if #redis.call('XRANGE', KEYS[1], ARGV[i], ARGV[i]) == 0 then gone[#gone + 1] = ARGV[i] end
      end
      if #gone == 0 then return 0 end
      return redis.call('XACK', KEYS[1], ARGV[1], unpack(gone))
      """;

  private final UnifiedJedis jedis;
  private final byte[] group;
  private final byte[] consumer;
  private final RedisScript forget = new RedisScript(FORGET);
  private final RedisScript settle;
  private final RedisScript leave;

  StreamGroup(UnifiedJedis jedis, byte[] group, byte[] consumer) {
    this(jedis, group, consumer, new RedisScript(SETTLE), new RedisScript(LEAVE));
  }

  StreamGroup(
      UnifiedJedis jedis, byte[] group, byte[] consumer, RedisScript settle, RedisScript leave) {
    this.jedis = jedis;
    this.group = group;
    this.consumer = consumer;
    this.settle = settle;
    this.leave = leave;
  }

  /// Takes out entries of one stream.
  void settle(String stream, List<Done> batch) {
    List<byte[]> arguments = new ArrayList<>(1 + 2 * batch.size());
    arguments.add(group);
    for (Done done : batch) {
      arguments.add(done.entry().id().getBytes(StandardCharsets.UTF_8));
      arguments.add(done.settleKey().getBytes(StandardCharsets.UTF_8));
    }
    long others = (Long) settle.call(jedis, stream, arguments);
    if (others > 0) {
      LOG.warn(
          "{}: {} of {} settled entries now belong to other jobs (Redis lost data) and stay",
          stream,
          others,
          batch.size());
    }
  }

  /// Gives up entries whose content is gone; answers how many.
  ///
  /// @param ids at most [#MAX_AT_ONCE]
  long forget(String stream, List<byte[]> ids) {
    List<byte[]> arguments = new ArrayList<>(ids);
    arguments.addFirst(group);
    return (Long) forget.call(jedis, stream, arguments);
  }

  /// Takes out the consumer; answers whether it is gone now.
  boolean leave(String stream) {
    return Long.valueOf(1).equals(leave.call(jedis, stream, List.of(group, consumer)));
  }

  /// An entry whose job has ended, and the jobId that it must have, or "".
  record Done(Entry entry, String settleKey) {}
}
