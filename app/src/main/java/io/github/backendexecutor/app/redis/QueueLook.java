package io.github.backendexecutor.app.redis;

import io.github.backendexecutor.executor.job.Entry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/// Looks into the streams of a group for people: quick, and only at a few entries.
///
/// Every call throws [io.github.backendexecutor.executor.spi.StreamUnavailable] when Redis does not
/// answer.
public final class QueueLook {
  private static final int NEWEST = 500;

  private final UnifiedJedis jedis;
  private final String group;

  public QueueLook(UnifiedJedis jedis, String group) {
    this.jedis = jedis;
    this.group = group;
  }

  /// How full a stream is.
  ///
  /// @param oldest when the oldest unread entry came; null: there is none
  public record Queue(long unread, long pending, @Nullable Instant oldest) {}

  /// An entry and what is in it.
  public record Seen(Entry entry, Map<String, String> fields, Instant at) {}

  public Queue queue(String stream) {
    try {
      Map<String, @Nullable Object> ours = group(stream);
      if (ours.isEmpty()) {
        long length = length(stream);
        return new Queue(length, 0, length == 0 ? null : oldest(stream, "-"));
      }
      long pending = number(ours.get("pending"));
      Long lag = RedisReply.number(ours.get("lag"));
      // Redis cannot always tell the lag; what was settled is no longer in the stream
      long unread = lag == null ? Math.max(0, length(stream) - pending) : lag;
      String passed = "(" + RedisReply.text(ours.get("last-delivered-id"));
      return new Queue(unread, pending, unread == 0 ? null : oldest(stream, passed));
    } catch (JedisException e) {
      throw RedisErrors.unavailable("looking at stream " + stream, e);
    }
  }

  private Map<String, @Nullable Object> group(String stream) {
    try {
      CommandArguments command = new CommandArguments(Command.XINFO).add("GROUPS").key(stream);
      for (Object one : RedisReply.list(jedis.executeCommand(command))) {
        Map<String, @Nullable Object> of = RedisReply.map(one);
        if (RedisReply.text(of.get("name")).equals(group)) {
          return of;
        }
      }
      return Map.of();
    } catch (JedisDataException e) {
      String why = String.valueOf(e.getMessage());
      if (why.contains("no such key")) {
        return Map.of();
      }
      throw e;
    }
  }

  private long length(String stream) {
    return number(jedis.executeCommand(new CommandArguments(Command.XLEN).key(stream)));
  }

  private @Nullable Instant oldest(String stream, String from) {
    List<Seen> first = range(stream, Command.XRANGE, from, "+", 1);
    return first.isEmpty() ? null : first.getFirst().at();
  }

  /// The entry of this place, if it is there.
  public Optional<Seen> entry(Entry entry) {
    try {
      return range(entry.stream(), Command.XRANGE, entry.id(), entry.id(), 1).stream().findFirst();
    } catch (JedisException e) {
      throw RedisErrors.unavailable("reading " + entry, e);
    }
  }

  /// The consumer that has read this entry and not settled it.
  public Optional<String> reader(Entry entry) {
    try {
      CommandArguments pending =
          new CommandArguments(Command.XPENDING)
              .key(entry.stream())
              .add(group)
              .add(entry.id())
              .add(entry.id())
              .add(1);
      return RedisReply.list(jedis.executeCommand(pending)).stream()
          .map(one -> RedisReply.text(RedisReply.list(one).get(1)))
          .findFirst();
    } catch (JedisDataException e) {
      if (String.valueOf(e.getMessage()).startsWith("NOGROUP")) {
        return Optional.empty();
      }
      throw RedisErrors.unavailable("asking who has read " + entry, e);
    } catch (JedisException e) {
      throw RedisErrors.unavailable("asking who has read " + entry, e);
    }
  }

  /// The first of the newest entries whose field has this value.
  public Optional<Seen> find(String stream, String field, String value) {
    try {
      return range(stream, Command.XREVRANGE, "+", "-", NEWEST).stream()
          .filter(seen -> value.equals(seen.fields().get(field)))
          .findFirst();
    } catch (JedisException e) {
      throw RedisErrors.unavailable("looking through stream " + stream, e);
    }
  }

  private List<Seen> range(String stream, Command command, String from, String to, int count) {
    CommandArguments range =
        new CommandArguments(command).key(stream).add(from).add(to).add("COUNT").add(count);
    List<Seen> seen = new ArrayList<>();
    for (Object one : RedisReply.list(jedis.executeCommand(range))) {
      List<?> parts = RedisReply.list(one);
      if (parts.size() == 2) {
        seen.add(seen(stream, RedisReply.text(parts.getFirst()), parts.getLast()));
      }
    }
    return seen;
  }

  private static Seen seen(String stream, String id, @Nullable Object content) {
    Map<String, String> fields = new LinkedHashMap<>();
    RedisReply.map(content).forEach((name, value) -> fields.put(name, RedisReply.text(value)));
    return new Seen(new Entry(stream, id), fields, at(id));
  }

  /// The first part of an id is the time, unless its producer chose another.
  private static Instant at(String id) {
    try {
      return Instant.ofEpochMilli(Long.parseLong(id.substring(0, id.indexOf('-'))));
    } catch (NumberFormatException e) {
      return Instant.EPOCH;
    }
  }

  private static long number(@Nullable Object reply) {
    Long number = RedisReply.number(reply);
    return number == null ? 0 : number;
  }
}
