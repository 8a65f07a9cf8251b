package io.github.backendexecutor.app.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.UnifiedJedis;

class EmbeddedRedisTest {
  @TempDir Path folder;

  @Test
  void what_it_was_told_is_there_after_a_clean_stop() {
    try (EmbeddedRedis redis = EmbeddedRedis.start(folder.resolve("new/data"), 0);
        UnifiedJedis jedis = open(redis)) {
      jedis.set("a", "1");
    }
    try (EmbeddedRedis redis = EmbeddedRedis.start(folder.resolve("new/data"), 0);
        UnifiedJedis jedis = open(redis)) {
      assertThat(jedis.get("a")).isEqualTo("1");
    }
  }

  @Test
  void the_folder_of_a_killed_server_is_usable_again() {
    EmbeddedRedis killed = EmbeddedRedis.start(folder, 0);
    try (UnifiedJedis jedis = open(killed)) {
      jedis.set("a", "1");
    }
    ProcessHandle.of(killed.pid()).orElseThrow().destroyForcibly();
    killed.close();
    try (EmbeddedRedis redis = EmbeddedRedis.start(folder, 0);
        UnifiedJedis jedis = open(redis)) {
      assertThat(jedis.get("a")).isEqualTo("1");
    }
  }

  @Test
  void a_folder_belongs_to_one_at_a_time() {
    try (EmbeddedRedis redis = EmbeddedRedis.start(folder, 0)) {
      assertThatIllegalStateException()
          .isThrownBy(() -> EmbeddedRedis.start(folder, 0))
          .withMessageContaining("another embedded Redis uses the folder");
      assertThat(redis.port()).isPositive();
    }
  }

  @Test
  void a_port_that_is_taken_is_named_in_the_error() {
    try (EmbeddedRedis redis = EmbeddedRedis.start(folder.resolve("a"), 0)) {
      Path other = folder.resolve("b");
      assertThatIllegalStateException()
          .isThrownBy(() -> EmbeddedRedis.start(other, redis.port()))
          .withMessageContaining("did not start")
          .withMessageContaining("Failed listening on port " + redis.port());
      EmbeddedRedis.start(other, 0).close();
    }
  }

  @Test
  void it_ends_when_its_process_is_killed() throws Exception {
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Starter.class.getName(),
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    Path pidFile = folder.resolve("redis.pid");
    Path ready = folder.resolve("ready");
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(ready));
    ProcessHandle server =
        ProcessHandle.of(Long.parseLong(Files.readString(pidFile).trim())).orElseThrow();
    jvm.destroyForcibly();
    Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !server.isAlive());
    EmbeddedRedis.start(folder, 0).close();
  }

  /// A process that starts a Redis and does nothing more.
  static final class Starter {
    private Starter() {}

    public static void main(String[] arguments) throws Exception {
      EmbeddedRedis redis = EmbeddedRedis.start(Path.of(arguments[0]), 0);
      Files.writeString(Path.of(arguments[0], "ready"), String.valueOf(redis.port()));
      Thread.currentThread().join();
    }
  }

  @Test
  void each_platform_has_its_own_program() {
    assertThat(RedisBinary.name("Linux", "amd64")).isEqualTo("redis-server-7.0.15-linux-amd64");
    assertThat(RedisBinary.name("Linux", "aarch64")).isEqualTo("redis-server-7.0.15-linux-arm64");
    assertThat(RedisBinary.name("Mac OS X", "x86_64"))
        .isEqualTo("redis-server-7.0.15-darwin-amd64");
    assertThat(RedisBinary.name("Linux", "i386")).isEqualTo("redis-server-7.0.15-linux-386");
  }

  @Test
  void a_platform_without_a_program_is_told_what_to_do() {
    String own = System.setProperty("os.name", "Plan 9");
    try {
      assertThatIllegalStateException()
          .isThrownBy(() -> EmbeddedRedis.start(folder, 0))
          .withMessageContaining("no embedded Redis for Plan 9")
          .withMessageContaining("set REDIS_CONNECTION");
    } finally {
      System.setProperty("os.name", own);
    }
  }

  private static UnifiedJedis open(EmbeddedRedis redis) {
    return RedisConnections.open(redis.address(), "test", 1);
  }
}
