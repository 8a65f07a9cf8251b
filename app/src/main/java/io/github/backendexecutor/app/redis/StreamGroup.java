package io.github.backendexecutor.app.redis;

import io.github.backendexecutor.executor.job.Entry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.UnifiedJedis;

/// What one consumer takes out of its group: entries that are done, and itself. Here is the
/// program's only XACK.
final class StreamGroup {
  private static final Logger LOG = LoggerFactory.getLogger(StreamGroup.class);

  /// KEYS: the stream. ARGV: the group, then for each entry its id and the jobId that it must have
  /// ("" = any). Answers how many entries were left alone because they have another jobId.
  ///
  /// An entry id can come again for another job when Redis lost its data, hence the comparison. An
  /// entry that is gone is acknowledged all the same, else it would stay pending for ever. It is
  /// deleted only when no other group reads the stream.
  static final String SETTLE =
      """
      local function in_portions(command, ids, ...)
        for first = 1, #ids, 1000 do
          local arguments = {...}
          for i = first, math.min(first + 999, #ids) do arguments[#arguments + 1] = ids[i] end
          redis.call(command, KEYS[1], unpack(arguments))
        end
      end
      local function job_id(entry)
        local fields = entry[2]
        for i = 1, #fields, 2 do
          if fields[i] == 'jobId' and fields[i + 1] ~= '' then return fields[i + 1] end
        end
        return KEYS[1] .. '/' .. entry[1]
      end
      local done, others = {}, 0
      for i = 2, #ARGV, 2 do
        local id, expected = ARGV[i], ARGV[i + 1]
        local entry = expected ~= '' and redis.call('XRANGE', KEYS[1], id, id)[1]
        if entry and job_id(entry) ~= expected then
          others = others + 1
        else
          done[#done + 1] = id
        end
      end
      in_portions('XACK', done, ARGV[1])
      local groups = redis.pcall('XINFO', 'GROUPS', KEYS[1])
      if not groups.err and #groups == 1 and groups[1][2] == ARGV[1] then
        in_portions('XDEL', done)
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

  private final UnifiedJedis jedis;
  private final byte[] group;
  private final byte[] consumer;
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

  /// Takes out the consumer; answers whether it is gone now.
  boolean leave(String stream) {
    return Long.valueOf(1).equals(leave.call(jedis, stream, List.of(group, consumer)));
  }

  /// An entry whose job has ended, and the jobId that it must have, or "".
  record Done(Entry entry, String settleKey) {}
}
