package io.github.backendexecutor.app.redis;

import io.github.backendexecutor.app.redis.StreamsReport.Consumer;
import io.github.backendexecutor.app.redis.StreamsReport.Group;
import io.github.backendexecutor.app.redis.StreamsReport.Server;
import io.github.backendexecutor.app.redis.StreamsReport.Stream;
import io.github.backendexecutor.executor.spi.StreamUnavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;

/// Looks closely at everything this program has in Redis, for a person who wants to know what is
/// wrong. Reads only, and says what it sees; what it means is for others to say.
public final class StreamsExam {
  private static final String UNKNOWN = "unknown";

  private final UnifiedJedis jedis;
  private final String group;

  private StreamsExam(UnifiedJedis jedis, String group) {
    this.jedis = jedis;
    this.group = group;
  }

  /// Looks at the streams of a group, at their servers, and at the group's hash.
  ///
  /// @throws StreamUnavailable when Redis does not answer or refuses; the message says which
  public static StreamsReport look(UnifiedJedis jedis, String group, Collection<String> streams) {
    StreamsExam exam = new StreamsExam(jedis, group);
    try {
      List<Stream> seen = streams.stream().map(exam::stream).toList();
      Map<String, @Nullable Object> hash = exam.hash();
      Object store = hash.get("store");
      return new StreamsReport(
          exam.servers(streams),
          seen,
          store == null ? null : RedisReply.text(store),
          RedisMembership.beats(hash));
    } catch (JedisException e) {
      throw RedisErrors.unavailable("examining the group " + group, e);
    }
  }

  private Map<String, @Nullable Object> hash() {
    String key = RedisMembership.key(group);
    return jedis.type(key).equals("hash")
        ? RedisReply.map(jedis.executeCommand(new CommandArguments(Command.HGETALL).key(key)))
        : Map.of();
  }

  private List<Server> servers(Collection<String> streams) {
    Map<String, Server> seen = new HashMap<>();
    for (String stream : streams) {
      RedisNode node = new RedisNode(jedis, stream);
      Optional<Map<String, String>> info = node.info();
      String run = info.map(lines -> lines.get("run_id")).orElse(UNKNOWN);
      if (!seen.containsKey(run)) {
        seen.put(run, server(node, info.orElse(Map.of())));
      }
    }
    return List.copyOf(seen.values());
  }

  private static Server server(RedisNode node, Map<String, String> info) {
    String version = info.isEmpty() ? UNKNOWN : RedisNode.version(info);
    String policy =
        Optional.ofNullable(info.get("maxmemory_policy"))
            .or(() -> node.config("maxmemory-policy"))
            .orElse(UNKNOWN);
    String appendOnly =
        Optional.ofNullable(info.get("aof_enabled"))
            .map(on -> on.equals("1") ? "yes" : "no")
            .or(() -> node.config("appendonly"))
            .orElse(UNKNOWN);
    return new Server(
        version,
        info.isEmpty() ? List.of() : lacks(info.getOrDefault("redis_version", "")),
        policy,
        appendOnly,
        node.config("save").orElse(UNKNOWN),
        info.getOrDefault("role", UNKNOWN));
  }

  /// Valkey says for `redis_version` whose features it has.
  private static List<String> lacks(String version) {
    List<String> lacks = new ArrayList<>();
    if (older(version, 6, 2)) {
      lacks.add("6.2: this program does not work with it");
    }
    if (older(version, 7, 0)) {
      lacks.add("7.0: lag and trimmed entries cannot be seen");
    }
    if (older(version, 7, 2)) {
      lacks.add("7.2: how long a consumer has been inactive cannot be seen");
    }
    return lacks;
  }

  private static boolean older(String version, int major, int minor) {
    try {
      String[] parts = version.split("\\.", 3);
      int itsMajor = Integer.parseInt(parts[0]);
      int itsMinor = parts.length < 2 ? 0 : Integer.parseInt(parts[1]);
      return itsMajor < major || (itsMajor == major && itsMinor < minor);
    } catch (NumberFormatException _) {
      return false;
    }
  }

  private Stream stream(String key) {
    String type = jedis.type(key);
    if (!type.equals("stream")) {
      return new Stream(key, type, 0, null, null, null, null, List.of(), null);
    }
    Map<String, @Nullable Object> info = xinfo("STREAM", key);
    List<String> groups = new ArrayList<>();
    Group ours = null;
    for (Object one : RedisReply.list(jedis.executeCommand(command("GROUPS", key)))) {
      Map<String, @Nullable Object> of = RedisReply.map(one);
      String name = RedisReply.text(of.get("name"));
      groups.add(name);
      if (name.equals(group)) {
        ours = group(key, of);
      }
    }
    List<?> first = RedisReply.list(info.get("first-entry"));
    return new Stream(
        key,
        type,
        count(info.get("length")),
        RedisReply.number(info.get("entries-added")),
        id(info.get("max-deleted-entry-id")),
        first.isEmpty() ? null : RedisReply.text(first.getFirst()),
        id(info.get("last-generated-id")),
        groups,
        ours);
  }

  private Group group(String key, Map<String, @Nullable Object> of) {
    List<Consumer> consumers = new ArrayList<>();
    CommandArguments command = command("CONSUMERS", key).add(group);
    for (Object one : RedisReply.list(jedis.executeCommand(command))) {
      Map<String, @Nullable Object> consumer = RedisReply.map(one);
      Long inactive = RedisReply.number(consumer.get("inactive"));
      consumers.add(
          new Consumer(
              RedisReply.text(consumer.get("name")),
              count(consumer.get("pending")),
              Duration.ofMillis(count(consumer.get("idle"))),
              inactive == null ? null : Duration.ofMillis(inactive)));
    }
    String passed = RedisReply.text(of.get("last-delivered-id"));
    return new Group(
        count(of.get("pending")),
        passed,
        RedisReply.number(of.get("entries-read")),
        RedisReply.number(of.get("lag")),
        new StrayCount(jedis, key, group).upTo(passed),
        consumers);
  }

  private Map<String, @Nullable Object> xinfo(String what, String key) {
    return RedisReply.map(jedis.executeCommand(command(what, key)));
  }

  private static CommandArguments command(String what, String key) {
    return new CommandArguments(Command.XINFO).add(what).key(key);
  }

  private static long count(@Nullable Object number) {
    Long count = RedisReply.number(number);
    return count == null ? 0 : count;
  }

  private static @Nullable String id(@Nullable Object reply) {
    return reply == null ? null : RedisReply.text(reply);
  }
}
