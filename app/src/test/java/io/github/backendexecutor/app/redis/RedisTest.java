package io.github.backendexecutor.app.redis;

import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.job.Entry;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.UnifiedJedis;

/// A real Redis for all tests of a class, and streams of its own for each.
abstract class RedisTest {
  static final Role AGENT = new Role("agent");
  static final Role MANAGER = new Role("manager");
  static final String GROUP = "executor-group";
  static final Duration NOT_AT_ALL = Duration.ZERO;

  @TempDir static Path folder;
  static EmbeddedRedis redis;
  static UnifiedJedis jedis;

  String agents = "";
  String managers = "";
  private final List<RedisJobStream> opened = new ArrayList<>();

  @BeforeAll
  static void startRedis() {
    redis = EmbeddedRedis.start(folder, 0);
    jedis = RedisConnections.open(redis.address(), "test", 8);
  }

  @AfterAll
  static void stopRedis() {
    jedis.close();
    redis.close();
  }

  @BeforeEach
  void nameStreams() {
    String prefix = UUID.randomUUID().toString();
    agents = prefix + ":agent";
    managers = prefix + ":manager";
  }

  @AfterEach
  void leaveStreams() {
    opened.forEach(RedisJobStream::leave);
  }

  RedisJobStream stream(String consumer) {
    return stream(consumer, GROUP);
  }

  /// With the group made, as it is after the first read.
  RedisJobStream stream(String consumer, String group) {
    RedisJobStream stream =
        new RedisJobStream(
            jedis,
            group,
            new InstanceId(consumer),
            Map.of(AGENT, agents, MANAGER, managers),
            new EntryDecoder(new TestClock()),
            new TestClock());
    opened.add(stream);
    stream.read(AGENT, 1, NOT_AT_ALL);
    stream.read(MANAGER, 1, NOT_AT_ALL);
    return stream;
  }

  Entry add(String... fields) {
    return add(AGENT, fields);
  }

  Entry add(Role role, String... fields) {
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < fields.length; i += 2) {
      map.put(fields[i], fields[i + 1]);
    }
    return new RedisProducer(jedis, r -> r.equals(AGENT) ? agents : managers).submit(role, map);
  }

  List<Delivery> readAll(RedisJobStream stream, int expected) {
    List<Delivery> all = new ArrayList<>();
    for (int i = 0; i < 1_000 && all.size() < expected; i++) {
      all.addAll(stream.read(AGENT, 500, Duration.ofMillis(100)));
    }
    return all;
  }

  long pending() {
    return jedis.xpending(agents, GROUP).getTotal();
  }
}
