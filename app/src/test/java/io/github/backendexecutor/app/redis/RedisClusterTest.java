package io.github.backendexecutor.app.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.job.Entry;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Role;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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
  private static final int LAST_SLOT = 16_383;

  @TempDir static Path folder;
  private static RedisServers servers;
  private static int[] ports;

  @BeforeAll
  static void startCluster() {
    servers = new RedisServers(folder);
    ports = new int[3];
    int[] busPorts = new int[3];
    for (int i = 0; i < 3; i++) {
      ports[i] = RedisServers.freePort();
      busPorts[i] = RedisServers.freePort();
      servers.start(
          "node" + i,
          "--port",
          String.valueOf(ports[i]),
          "--cluster-enabled",
          "yes",
          "--cluster-port",
          String.valueOf(busPorts[i]),
          "--appendonly",
          "yes");
      RedisServers.awaitPing(ports[i]);
    }
    for (int i = 0; i < 3; i++) {
      int first = i * 5_461 + Math.min(i, 1);
      int last = i == 2 ? LAST_SLOT : (i + 1) * 5_461;
      cluster(i, "ADDSLOTSRANGE", String.valueOf(first), String.valueOf(last));
      cluster(0, "MEET", "127.0.0.1", String.valueOf(ports[i]), String.valueOf(busPorts[i]));
    }
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() ->
            Stream.of(0, 1, 2)
                .map(i -> cluster(i, "INFO"))
                .allMatch(info ->
                    info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:3")));
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
    return new RedisJobStream(
        jedis,
        RedisKeys.GROUP,
        new InstanceId(UUID.randomUUID().toString()),
        streams,
        new EntryDecoder(new TestClock()),
        new TestClock());
  }
}
