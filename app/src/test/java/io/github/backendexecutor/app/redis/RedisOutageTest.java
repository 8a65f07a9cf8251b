package io.github.backendexecutor.app.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.job.Entry;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.spi.StreamUnavailable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.UnifiedJedis;

class RedisOutageTest {
  private static final Role AGENT = new Role("agent");

  @TempDir Path folder;

  @Test
  void a_client_opens_while_redis_is_down_and_works_once_it_is_up() {
    int port = RedisServers.freePort();
    try (UnifiedJedis jedis = open("127.0.0.1:" + port)) {
      RedisJobStream stream = stream(jedis);
      assertThatExceptionOfType(StreamUnavailable.class)
          .isThrownBy(() -> stream.read(AGENT, 1, Duration.ZERO))
          .withMessageContaining("jobs:agent")
          .withMessageContaining("Redis did not answer")
          .withMessageContaining("Connection refused");
      try (EmbeddedRedis redis = EmbeddedRedis.start(folder, port)) {
        assertThat(redis.port()).isEqualTo(port);
        assertThat(stream.read(AGENT, 1, Duration.ZERO)).isEmpty();
        stream.leave();
      }
    }
  }

  @Test
  void opening_sentinels_and_clusters_that_are_down_does_not_throw() {
    int port = RedisServers.freePort();
    for (String address :
        List.of(
            "127.0.0.1:" + port + ",serviceName=main",
            "127.0.0.1:" + port + ",127.0.0.2:" + port)) {
      try (UnifiedJedis jedis = open(address)) {
        RedisJobStream stream = stream(jedis);
        assertThatExceptionOfType(StreamUnavailable.class)
            .isThrownBy(() -> stream.read(AGENT, 1, Duration.ZERO));
        stream.leave();
      }
    }
  }

  @Test
  void after_a_restart_reading_and_settling_go_on() {
    EmbeddedRedis first = EmbeddedRedis.start(folder, 0);
    int port = first.port();
    try (UnifiedJedis jedis = open("127.0.0.1:" + port)) {
      RedisJobStream stream = stream(jedis);
      stream.read(AGENT, 1, Duration.ZERO);
      Entry one = submit(jedis, "one");
      Entry two = submit(jedis, "two");
      assertThat(stream.read(AGENT, 1, Duration.ZERO)).extracting(Delivery::entry).contains(one);
      CompletableFuture<Void> waiting =
          CompletableFuture.runAsync(() -> {
            stream.read(AGENT, 1, Duration.ZERO);
            stream.read(AGENT, 1, RedisConnections.LONGEST_BLOCK);
          });
      Awaitility.await().until(() -> !jedis.info("clients").contains("blocked_clients:0"));
      first.close();
      assertThat(waiting)
          .failsWithin(Duration.ofSeconds(30))
          .withThrowableThat()
          .withCauseInstanceOf(StreamUnavailable.class);
      assertThatExceptionOfType(StreamUnavailable.class)
          .isThrownBy(() -> stream.settle(one, "one"));

      try (EmbeddedRedis second = EmbeddedRedis.start(folder, port)) {
        stream.settle(one, "one");
        stream.settle(two, "two");
        assertThat(jedis.xlen("jobs:agent")).isZero();
        Entry three = submit(jedis, "three");
        assertThat(stream.read(AGENT, 5, Duration.ZERO))
            .extracting(Delivery::entry)
            .containsExactly(three);
        assertThat(second.port()).isEqualTo(port);
        stream.settle(three, "three");
        stream.leave();
      }
    }
  }

  @Test
  void a_redis_that_falls_silent_is_noticed() throws Exception {
    try (EmbeddedRedis redis = EmbeddedRedis.start(folder, 0);
        UnifiedJedis jedis = open("127.0.0.1:" + redis.port() + ",syncTimeout=500")) {
      RedisJobStream stream = stream(jedis);
      stream.read(AGENT, 1, Duration.ZERO);
      signal("STOP", redis);
      try {
        assertThatExceptionOfType(StreamUnavailable.class)
            .isThrownBy(() -> stream.read(AGENT, 1, Duration.ofSeconds(1)))
            .withMessageContaining("timed out");
      } finally {
        signal("CONT", redis);
      }
      Entry entry = submit(jedis, "one");
      List<Delivery> read = stream.read(AGENT, 1, Duration.ofSeconds(1));
      // the read whose answer was lost may have taken it, which the scan of pending entries repairs
      assertThat(read).extracting(Delivery::entry).isSubsetOf(entry);
    }
  }

  @Test
  void a_wrong_password_says_so() {
    try (EmbeddedRedis redis = EmbeddedRedis.start(folder, 0)) {
      try (UnifiedJedis admin = open("127.0.0.1:" + redis.port())) {
        admin.configSet("requirepass", "right");
      }
      for (String login : List.of("", ",password=s3cret", ",user=x,password=s3cret")) {
        try (UnifiedJedis jedis = open("127.0.0.1:" + redis.port() + login)) {
          RedisJobStream stream = stream(jedis);
          assertThatExceptionOfType(StreamUnavailable.class)
              .isThrownBy(() -> stream.read(AGENT, 1, Duration.ZERO))
              .withMessageContaining("the user or password is wrong")
              .satisfies(e -> assertThat(e).hasStackTraceContaining("Redis"))
              .satisfies(e -> assertThat(e).message().doesNotContain("s3cret"));
        }
      }
      try (UnifiedJedis jedis = open("127.0.0.1:" + redis.port() + ",password=right,name=me")) {
        assertThat(stream(jedis).read(AGENT, 1, Duration.ZERO)).isEmpty();
        assertThat(jedis.executeCommand(new CommandArguments(Command.CLIENT).add("GETNAME")))
            .isEqualTo("me".getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private static void signal(String name, EmbeddedRedis redis)
      throws IOException, InterruptedException {
    int done =
        new ProcessBuilder("kill", "-" + name, String.valueOf(redis.pid())).start().waitFor();
    assertThat(done).isZero();
  }

  private static UnifiedJedis open(String address) {
    return RedisConnections.open(RedisAddress.parse(address), "test", 8);
  }

  private static RedisJobStream stream(UnifiedJedis jedis) {
    return new RedisJobStream(
        jedis,
        RedisKeys.GROUP,
        new InstanceId("one"),
        RedisKeys.streams(List.of(AGENT)),
        new EntryDecoder(new TestClock()),
        new TestClock());
  }

  private static Entry submit(UnifiedJedis jedis, String jobId) {
    return new RedisProducer(jedis, RedisKeys::stream).submit(AGENT, Map.of("jobId", jobId));
  }
}
