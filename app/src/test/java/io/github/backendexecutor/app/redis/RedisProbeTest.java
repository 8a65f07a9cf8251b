package io.github.backendexecutor.app.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.backendexecutor.executor.spi.StreamUnavailable;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.UnifiedJedis;

class RedisProbeTest extends RedisTest {

  @AfterEach
  void setBack() {
    jedis.configSet("maxmemory-policy", "noeviction");
    jedis.configSet("appendonly", "yes");
    jedis.configSet("save", "");
  }

  @Test
  void a_redis_that_keeps_jobs_is_fine() {
    var report = RedisProbe.ask(jedis, List.of(agents, managers));
    assertThat(report.version()).isEqualTo("Redis 7.0.15");
    assertThat(report.supported()).isTrue();
    assertThat(report.warnings()).isEmpty();
  }

  @Test
  void what_may_lose_jobs_is_named_with_the_remedy() {
    jedis.configSet("maxmemory-policy", "allkeys-lru");
    jedis.configSet("appendonly", "no");
    assertThat(RedisProbe.ask(jedis, List.of(agents)).warnings())
        .containsExactly(
            "maxmemory-policy is allkeys-lru: Redis may throw whole streams of jobs away; set it to"
                + " noeviction",
            "Redis keeps nothing on disk: after a restart all waiting jobs are lost; set appendonly"
                + " yes");
    jedis.configSet("save", "60 1");
    assertThat(RedisProbe.ask(jedis, List.of(agents)).warnings().getLast())
        .contains("no append-only file");
  }

  @Test
  void a_user_who_may_not_ask_is_a_note() {
    jedis.configSet("appendonly", "no");
    RedisServers.ask(
        redis.port(), Command.ACL, "SETUSER", "narrow", "on", ">pw", "~*", "+@all", "-config");
    RedisServers.ask(
        redis.port(),
        Command.ACL,
        "SETUSER",
        "narrower",
        "on",
        ">pw",
        "~*",
        "+@all",
        "-config",
        "-info");
    assertThat(ask("narrow").warnings()).singleElement().asString().contains("append-only");
    assertThat(ask("narrower").warnings())
        .singleElement()
        .asString()
        .contains("does not let this user ask INFO");
  }

  @Test
  void a_redis_that_is_away_is_no_report() {
    int port = RedisServers.freePort();
    try (UnifiedJedis away =
        RedisConnections.open(RedisAddress.parse("127.0.0.1:" + port), "probe", 1)) {
      assertThatExceptionOfType(StreamUnavailable.class)
          .isThrownBy(() -> RedisProbe.ask(away, List.of(agents)));
    }
  }

  private RedisProbe.Report ask(String user) {
    String address = "127.0.0.1:" + redis.port() + ",password=pw,user=" + user;
    try (UnifiedJedis own = RedisConnections.open(RedisAddress.parse(address), "probe", 1)) {
      return RedisProbe.ask(own, List.of(agents));
    }
  }
}
