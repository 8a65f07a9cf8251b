package io.github.backendexecutor.app.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backendexecutor.executor.flow.SystemClock;
import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.job.Entry;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.job.Sign;
import io.github.backendexecutor.executor.spi.Known;
import io.github.backendexecutor.executor.spi.StreamUnavailable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.util.JedisClusterCRC16;

class RedisClusterTest {
  private static final List<Role> ROLES =
      Stream.of("manager", "inspector", "agent").map(Role::new).toList();

  @TempDir static Path folder;
  private static RedisServers servers;
  private static int[] ports;

  @BeforeAll
  static void startCluster() {
    servers = new RedisServers(folder);
    ports = servers.startCluster();
  }

  @AfterAll
  static void stopCluster() {
    servers.close();
  }

  @Test
  void the_streams_of_the_roles_live_on_different_slots() {
    assertThat(ROLES.stream().map(RedisKeys::stream).map(JedisClusterCRC16::getSlot).distinct())
        .hasSize(3);
  }

  @Test
  void every_role_is_read_and_settled_with_two_of_the_nodes_named() {
    walk("127.0.0.1:" + ports[0] + ",127.0.0.1:" + ports[1]);
  }

  @Test
  void one_named_node_is_enough() {
    for (int port : ports) {
      walk("redis://127.0.0.1:" + port);
    }
  }

  @Test
  void a_slot_that_moves_is_followed() {
    Role role = ROLES.getLast();
    String key = "moved:" + UUID.randomUUID();
    int slot = JedisClusterCRC16.getSlot(key);
    try (UnifiedJedis jedis = open("127.0.0.1:" + ports[0] + ",127.0.0.1:" + ports[1])) {
      RedisJobStream stream = stream(jedis, Map.of(role, key));
      stream.read(role, 1, Duration.ZERO);
      int from = owner(slot);
      move(slot, key, from, (from + 1) % 3);

      Entry entry = new RedisProducer(jedis, _ -> key).submit(role, Map.of("jobId", "j"));
      assertThat(stream.read(role, 1, Duration.ofSeconds(1)))
          .extracting(Delivery::entry)
          .containsExactly(entry);
      stream.settle(entry, "j");
      assertThat(jedis.xlen(key)).isZero();
      stream.leave();
    }
  }

  @Test
  void the_probe_asks_each_node_once() {
    try (UnifiedJedis jedis = open("127.0.0.1:" + ports[0] + ",127.0.0.1:" + ports[1])) {
      var report = RedisProbe.ask(jedis, RedisKeys.streams(ROLES).values());
      assertThat(report.version()).isEqualTo("Redis 7.0.15");
      assertThat(report.warnings()).isEmpty();
    }
  }

  @Test
  void what_one_that_is_gone_had_read_is_adopted_from_every_node() {
    InstanceId gone = new InstanceId("gone-" + UUID.randomUUID());
    Map<Role, String> streams = RedisKeys.streams(ROLES);
    try (UnifiedJedis jedis = open("127.0.0.1:" + ports[1])) {
      RedisJobStream mine = stream(jedis, streams);
      RedisJobStream theirs = stream(jedis, streams, gone);
      for (Role role : ROLES) {
        mine.read(role, 1, Duration.ZERO);
        new RedisProducer(jedis, RedisKeys::stream).submit(role, Map.of("jobId", "j"));
        assertThat(theirs.read(role, 1, Duration.ZERO)).hasSize(1);
      }
      String hash = RedisMembership.key(RedisKeys.GROUP);
      jedis.hset(hash, RedisMembership.beatField(gone), "7");

      assertThat(mine.adopt(gone)).isTrue();

      assertThat(jedis.hexists(hash, RedisMembership.beatField(gone))).isFalse();
      for (Role role : ROLES) {
        List<Delivery> adopted = mine.pending(role, null, 5, Known.NOTHING);
        assertThat(adopted).hasSize(1);
        mine.settle(adopted.getFirst().entry(), "j");
      }
      mine.leave();
      assertThat(StreamsExam.look(jedis, RedisKeys.GROUP, streams.values()).servers()).hasSize(2);
    }
  }

  @Test
  void members_see_each_other_whichever_nodes_they_name() {
    String group = "group-" + UUID.randomUUID();
    List<InstanceId> ids = Stream.of("a", "b", "c").map(InstanceId::new).toList();
    try (SystemClock clock = new SystemClock();
        UnifiedJedis first = quick(0);
        UnifiedJedis second = quick(1);
        UnifiedJedis third = quick(2)) {
      List<RedisMembership> members = new ArrayList<>();
      List<UnifiedJedis> clients = List.of(first, second, third);
      for (int i = 0; i < 3; i++) {
        UnifiedJedis own = clients.get(i);
        members.add(new RedisMembership(own, own, group, ids.get(i), "s", clock));
      }
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() ->
              members.stream().map(RedisMembership::beat).toList().stream()
                  .allMatch(signs ->
                      signs.size() == 3 && signs.values().stream().allMatch(Sign::attached)));
      AtomicInteger looks = new AtomicInteger();
      members.getFirst().listen(looks::incrementAndGet);
      members.getLast().send();
      Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> looks.get() > 0);

      members.getLast().leave();
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() ->
              members.stream()
                  .limit(2)
                  .allMatch(member -> attached(member).equals(Set.of(ids.get(0), ids.get(1)))));
      members.forEach(RedisMembership::leave);
    }
  }

  @Test
  void nobody_is_detached_while_a_node_cannot_be_asked() throws Exception {
    int silent = 2;
    String group =
        Stream.generate(() -> "group-" + UUID.randomUUID())
            .filter(one -> owner(JedisClusterCRC16.getSlot("executor:" + one)) != silent)
            .findFirst()
            .orElseThrow();
    InstanceId me = new InstanceId("me");
    InstanceId gone = new InstanceId("gone");
    try (SystemClock clock = new SystemClock();
        UnifiedJedis jedis = quick(0)) {
      jedis.hset("executor:" + group, "beat:gone", "1");
      RedisMembership member = new RedisMembership(jedis, jedis, group, me, "s", clock);
      assertThat(attached(member)).doesNotContain(gone);
      signal("STOP", silent);
      try {
        assertThat(attached(member)).contains(gone);
      } finally {
        signal("CONT", silent);
      }
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .ignoreExceptionsInstanceOf(StreamUnavailable.class)
          .until(() -> !attached(member).contains(gone));
      member.leave();
    }
  }

  private static void signal(String name, int node) throws Exception {
    String pid = Long.toString(servers.pid(node));
    assertThat(new ProcessBuilder("kill", "-" + name, pid).start().waitFor()).isZero();
  }

  private static Set<InstanceId> attached(RedisMembership member) {
    return member.beat().entrySet().stream()
        .filter(one -> one.getValue().attached())
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  private static UnifiedJedis quick(int node) {
    String address = "redis://127.0.0.1:" + ports[node];
    return RedisConnections.openQuick(RedisAddress.parse(address), "member", 4);
  }

  private static void walk(String address) {
    try (UnifiedJedis jedis = open(address)) {
      RedisJobStream stream = stream(jedis, RedisKeys.streams(ROLES));
      for (Role role : ROLES) {
        stream.read(role, 1, Duration.ZERO);
        Entry entry =
            new RedisProducer(jedis, RedisKeys::stream).submit(role, Map.of("jobId", "j"));
        assertThat(stream.read(role, 1, Duration.ofSeconds(1)))
            .extracting(Delivery::entry)
            .containsExactly(entry);
        stream.settle(entry, "j");
        assertThat(jedis.xlen(RedisKeys.stream(role))).isZero();
      }
      stream.leave();
      for (Role role : ROLES) {
        assertThat(jedis.xinfoConsumers2(RedisKeys.stream(role), RedisKeys.GROUP)).isEmpty();
      }
    }
  }

  private static void move(int slot, String key, int from, int to) {
    String fromId = cluster(from, "MYID");
    String toId = cluster(to, "MYID");
    cluster(to, "SETSLOT", String.valueOf(slot), "IMPORTING", fromId);
    cluster(from, "SETSLOT", String.valueOf(slot), "MIGRATING", toId);
    RedisServers.ask(
        ports[from], Command.MIGRATE, "127.0.0.1", String.valueOf(ports[to]), key, "0", "5000");
    cluster(to, "SETSLOT", String.valueOf(slot), "NODE", toId);
    cluster(from, "SETSLOT", String.valueOf(slot), "NODE", toId);
  }

  private static int owner(int slot) {
    return slot <= 5_461 ? 0 : slot <= 10_922 ? 1 : 2;
  }

  private static String cluster(int node, String... arguments) {
    byte[] answer = (byte[]) RedisServers.ask(ports[node], Command.CLUSTER, arguments);
    return new String(answer, StandardCharsets.UTF_8);
  }

  private static UnifiedJedis open(String address) {
    return RedisConnections.open(RedisAddress.parse(address), "test", 4);
  }

  private static RedisJobStream stream(UnifiedJedis jedis, Map<Role, String> streams) {
    return stream(jedis, streams, new InstanceId(UUID.randomUUID().toString()));
  }

  private static RedisJobStream stream(
      UnifiedJedis jedis, Map<Role, String> streams, InstanceId consumer) {
    return new RedisJobStream(
        jedis,
        RedisKeys.GROUP,
        consumer,
        streams,
        new EntryDecoder(new TestClock()),
        new TestClock());
  }
}
