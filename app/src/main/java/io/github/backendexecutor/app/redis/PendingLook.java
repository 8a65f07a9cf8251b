package io.github.backendexecutor.app.redis;

import io.github.backendexecutor.app.redis.StreamReader.Page;
import io.github.backendexecutor.app.redis.StreamReader.Sink;
import io.github.backendexecutor.executor.job.Entry;
import io.github.backendexecutor.executor.spi.Known;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisDataException;

/// Looks through what is pending for one consumer in one stream. First it asks how much that is,
/// which takes the same time for any number; then for ids; and for the content only of entries that
/// nobody here knows.
final class PendingLook {
  private static final String BEGINNING = "0";

  private final UnifiedJedis jedis;
  private final byte[] group;
  private final byte[] consumer;
  private final StreamReader reader;

  PendingLook(UnifiedJedis jedis, byte[] group, byte[] consumer, StreamReader reader) {
    this.jedis = jedis;
    this.group = group;
    this.consumer = consumer;
    this.reader = reader;
  }

  /// Hands the next entries that are not known to the sink, at most `max`. The page may hold only
  /// entries whose content is gone; its last is null at the end.
  ///
  /// @param after an id; null: from the first
  Page next(@Nullable String after, int max, Known known, Sink sink) {
    if (known.equals(Known.NOTHING)) {
      return reader.readAgain(after == null ? BEGINNING : after, max, sink);
    }
    try {
      if (after == null && count() == known.in(reader.stream())) {
        return Page.END;
      }
      return firstUnknown(after == null ? BEGINNING : after, max, known, sink);
    } catch (JedisDataException e) {
      reader.makeGroupAfter(e);
      return Page.END;
    }
  }

  private Page firstUnknown(String after, int max, Known known, Sink sink) {
    String before = after;
    for (List<String> ids = ids(before); !ids.isEmpty(); ids = ids(before)) {
      Page page = unknown(ids, before, max, known, sink);
      if (page.last() != null) {
        return page;
      }
      before = ids.getLast();
    }
    return Page.END;
  }

  /// The content of those that are unknown: what lies between two known ones is read in one go.
  private Page unknown(List<String> ids, String after, int max, Known known, Sink sink) {
    List<byte[]> vanished = new ArrayList<>();
    String before = after;
    String last = null;
    int from = 0;
    int left = max;
    while (from < ids.size() && left > 0) {
      int to = from + unknown(ids.subList(from, Math.min(ids.size(), from + left)), known);
      if (to == from) {
        before = ids.get(from++);
        continue;
      }
      Page page = reader.readAgain(before, to - from, sink);
      vanished.addAll(page.vanished());
      last = page.last();
      if (!ids.get(to - 1).equals(last)) { // too large for one answer, or settled meanwhile
        break;
      }
      left -= to - from;
      before = ids.get(to - 1);
      from = to;
    }
    return new Page(last, vanished);
  }

  /// How many at the front of these are unknown.
  private int unknown(List<String> ids, Known known) {
    int count = 0;
    while (count < ids.size() && !known.holds(new Entry(reader.stream(), ids.get(count)))) {
      count++;
    }
    return count;
  }

  private long count() {
    Object answer =
        jedis.executeCommand(new CommandArguments(Command.XPENDING).key(reader.key()).add(group));
    return RedisReply.list(answer).getLast() instanceof List<?> consumers
        ? consumers.stream().mapToLong(this::ours).sum()
        : 0;
  }

  private long ours(Object pair) {
    List<?> nameAndCount = RedisReply.list(pair);
    boolean ours = RedisReply.text(nameAndCount.getFirst()).equals(RedisReply.text(consumer));
    return ours ? Long.parseLong(RedisReply.text(nameAndCount.getLast())) : 0;
  }

  /// The ids after this one, in their order.
  private List<String> ids(String after) {
    List<String> ids = new ArrayList<>();
    for (Object row : RedisReply.list(jedis.executeCommand(rows(after)))) {
      ids.add(RedisReply.text(RedisReply.list(row).getFirst()));
    }
    return ids;
  }

  private CommandArguments rows(String after) {
    return new CommandArguments(Command.XPENDING)
        .key(reader.key())
        .add(group)
        .add("(" + after)
        .add("+")
        .add(StreamReader.MAX_COUNT)
        .add(consumer);
  }
}
