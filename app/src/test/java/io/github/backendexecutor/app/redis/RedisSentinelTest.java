package io.github.backendexecutor.app.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backendexecutor.executor.flow.SystemClock;
import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.job.Entry;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.spi.StreamUnavailable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.UnifiedJedis;

class RedisSentinelTest {
  private static final Role AGENT = new Role("agent");

  @TempDir Path folder;

  @Test
  void jobs_are_read_through_sentinels_also_after_a_failover() throws IOException {
    try (RedisServers servers = new RedisServers(folder)) {
      int primary = RedisServers.freePort();
      int replica = RedisServers.freePort();
      int sentinel = RedisServers.freePort();
      RedisProcess first = servers.start("primary", "--port", String.valueOf(primary));
      RedisServers.awaitPing(primary);
      servers.start(
          "replica",
          "--port",
          String.valueOf(replica),
          "--replicaof",
          "127.0.0.1 " + primary,
          "--repl-diskless-sync-delay",
          "0");
      startSentinel(servers, sentinel, primary);
      awaitReplica(primary, sentinel);

      String address = "127.0.0.1:" + sentinel + ",serviceName=main,syncTimeout=2000";
      InstanceId me = new InstanceId("one");
      try (UnifiedJedis jedis = RedisConnections.openQuick(RedisAddress.parse(address), "test", 5);
          SystemClock clock = new SystemClock()) {
        RedisMembership member = new RedisMembership(jedis, jedis, RedisKeys.GROUP, me, "s", clock);
        RedisJobStream stream =
            new RedisJobStream(
                jedis,
                RedisKeys.GROUP,
                me,
                RedisKeys.streams(List.of(AGENT)),
                new EntryDecoder(new TestClock()),
                new TestClock());
        walk(jedis, stream);
        member.beat();
        first.close();
        Awaitility.await()
            .atMost(Duration.ofSeconds(90))
            .ignoreException(StreamUnavailable.class)
            .untilAsserted(() -> {
              walk(jedis, stream);
              assertThat(member.beat())
                  .hasEntrySatisfying(me, s -> assertThat(s.attached()).isTrue());
            });
        assertThat(info(replica)).contains("role:master");
        member.leave();
        stream.leave();
      }
    }
  }

  private static void walk(UnifiedJedis jedis, RedisJobStream stream) {
    stream.read(AGENT, 1, Duration.ZERO);
    Entry entry = new RedisProducer(jedis, RedisKeys::stream).submit(AGENT, Map.of("jobId", "j"));
    assertThat(stream.read(AGENT, 10, Duration.ofSeconds(1)))
        .extracting(Delivery::entry)
        .contains(entry);
    stream.settle(entry, "j");
  }

  private void startSentinel(RedisServers servers, int port, int primary) throws IOException {
    Path config = folder.resolve("sentinel.conf");
    Files.writeString(
        config,
        """
        sentinel monitor main 127.0.0.1 %d 1
        sentinel down-after-milliseconds main 1000
        sentinel failover-timeout main 5000
        """
            .formatted(primary));
    servers.start("sentinel", config.toString(), "--sentinel", "--port", String.valueOf(port));
    RedisServers.awaitPing(port);
  }

  private static void awaitReplica(int primary, int sentinel) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> info(primary).contains("state=online") && info(sentinel).contains("slaves=1"));
  }

  private static String info(int port) {
    return new String((byte[]) RedisServers.ask(port, Command.INFO), StandardCharsets.UTF_8);
  }
}
