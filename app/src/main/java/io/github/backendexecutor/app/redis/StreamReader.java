package io.github.backendexecutor.app.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisDataException;

/// Reads one stream as one consumer. Replies stay raw bytes: what Jedis makes of them would hide
/// doubled fields and bytes that are not UTF-8. Asks for fewer entries while they are large, so
/// that one reply stays around 2 MiB.
final class StreamReader {
  /// Nobody knows yet how large entries are: so many of 1 MiB are four such replies.
  static final int FIRST_COUNT = 8;

  /// The place after which only entries stand that no consumer has had.
  private static final String NEW = ">";

  static final int MAX_COUNT = 500;
  private static final long MAX_REPLY_BYTES = 2L * 1024 * 1024;
  private static final Logger LOG = LoggerFactory.getLogger(StreamReader.class);

  private final UnifiedJedis jedis;
  private final byte[] group;
  private final byte[] consumer;
  private final byte[] key;
  private final String stream;
  private volatile boolean hadGroup;
  private final Fit fresh = new Fit();
  private final Fit again = new Fit();

  StreamReader(UnifiedJedis jedis, byte[] group, byte[] consumer, String stream) {
    this.jedis = jedis;
    this.group = group;
    this.consumer = consumer;
    this.key = stream.getBytes(StandardCharsets.UTF_8);
    this.stream = stream;
  }

  /// Receives an entry as it came: its id, its names and values in turn.
  interface Sink {
    void entry(String id, List<byte[]> fields);
  }

  String stream() {
    return stream;
  }

  byte[] key() {
    return key;
  }

  /// How many entries the next read asks for at most.
  int count() {
    return fresh.count;
  }

  /// Hands at most `max` new entries to the sink. Makes the group when there is none.
  void read(int max, Duration wait, Sink sink) {
    Object reply;
    try {
      reply = jedis.executeCommand(command(Math.min(max, fresh.count), wait, NEW));
    } catch (JedisDataException e) {
      makeGroupAfter(e);
      return;
    }
    List<?> entries = entries(reply);
    long bytes = 0;
    for (Object entry : entries) {
      bytes += hand((List<?>) entry, sink);
    }
    fresh.adapt(entries.size(), bytes);
    hadGroup = true;
  }

  /// Hands at most `max` entries to the sink that this consumer has read already, after this id.
  /// Makes the group when there is none.
  Page readAgain(String after, int max, Sink sink) {
    Object reply;
    try {
      reply = jedis.executeCommand(command(Math.min(max, again.count), Duration.ZERO, after));
    } catch (JedisDataException e) {
      makeGroupAfter(e);
      return Page.END;
    }
    String last = null;
    List<byte[]> vanished = new ArrayList<>();
    List<?> entries = entries(reply);
    long bytes = 0;
    for (Object one : entries) {
      List<?> entry = (List<?>) one;
      last = RedisReply.text(entry.getFirst());
      if (entry.get(1) == null) {
        vanished.add((byte[]) entry.getFirst());
      } else {
        bytes += hand(entry, sink);
      }
    }
    again.adapt(entries.size(), bytes);
    return new Page(last, vanished);
  }

  /// A part of what is pending.
  ///
  /// @param last the last id that was looked at, also of an entry whose content is gone; null at
  ///   the end
  /// @param vanished the ids whose content is gone
  record Page(@Nullable String last, List<byte[]> vanished) {
    static final Page END = new Page(null, List.of());
  }

  private CommandArguments command(int entries, Duration wait, String after) {
    CommandArguments command =
        new CommandArguments(Command.XREADGROUP)
            .add("GROUP")
            .add(group)
            .add(consumer)
            .add("COUNT")
            .add(entries);
    long millis = Math.min(wait.toMillis(), RedisConnections.LONGEST_BLOCK.toMillis());
    if (millis > 0) { // BLOCK 0 would wait for ever
      command.add("BLOCK").add(millis).blocking();
    }
    return command.add("STREAMS").key(key).add(after);
  }

  /// The reply is `[[stream, [[id, [name, value, …]], …]]]`, or null when there is nothing.
  private static List<?> entries(@Nullable Object reply) {
    if (!(reply instanceof List<?> streams) || streams.isEmpty()) {
      return List.of();
    }
    return (List<?>) ((List<?>) streams.getFirst()).get(1);
  }

  private static long hand(List<?> entry, Sink sink) {
    if (!(entry.get(1) instanceof List<?> values)) {
      return 0; // a new entry always has fields; no server can be trusted to keep to that
    }
    @SuppressWarnings(
        "unchecked") // the fields of an entry are strings and Jedis keeps those as bytes
    List<byte[]> fields = (List<byte[]>) values;
    sink.entry(new String((byte[]) entry.get(0), StandardCharsets.US_ASCII), fields);
    return EntryFields.size(fields);
  }

  /// How many entries fit into one answer, judged by the answers before. New entries and those that
  /// are read again may differ much.
  private static final class Fit {
    private volatile int count = FIRST_COUNT;

    void adapt(int entries, long bytes) {
      if (entries > 0) {
        long fitting = MAX_REPLY_BYTES * entries / Math.max(1, bytes);
        int ceiling = entries == count ? 2 * count : count; // grow only on what was really seen
        count = Math.clamp(fitting, 1, Math.min(ceiling, MAX_COUNT));
      }
    }
  }

  private static boolean isGroupGone(JedisDataException e) {
    String error = String.valueOf(e.getMessage());
    return error.startsWith("NOGROUP") || error.startsWith("UNBLOCKED the stream key no longer");
  }

  /// Makes the group, when this error says that there is none; throws any other.
  void makeGroupAfter(JedisDataException e) {
    if (!isGroupGone(e)) {
      throw e;
    }
    makeGroup();
  }

  /// From id 0, so that entries that were there before the group are read too. Entries of jobs that
  /// run here come again with them, which the reader of this stream has to expect.
  private void makeGroup() {
    try {
      jedis.executeCommand(
          new CommandArguments(Command.XGROUP)
              .add("CREATE")
              .key(key)
              .add(group)
              .add("0")
              .add("MKSTREAM"));
      if (hadGroup) {
        LOG.warn(
            "{}: the group had vanished and was made again; if Redis lost its data, jobs that"
                + " nobody had begun must be sent again",
            stream);
      } else {
        LOG.info("{}: made the group {}", stream, RedisReply.text(group));
      }
      hadGroup = true;
      StrayEntries.markAll(jedis, RedisReply.text(group), stream);
    } catch (JedisDataException e) {
      if (!String.valueOf(e.getMessage()).startsWith("BUSYGROUP")) { // another instance was faster
        throw e;
      }
    }
  }
}
