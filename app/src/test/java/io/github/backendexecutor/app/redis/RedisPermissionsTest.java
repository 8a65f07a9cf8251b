package io.github.backendexecutor.app.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.github.backendexecutor.executor.flow.SystemClock;
import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.job.Entry;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.spi.Known;
import io.github.backendexecutor.executor.spi.StreamUnavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.UnifiedJedis;

/// Runs as a user who may do what the list says and nothing more.
class RedisPermissionsTest extends RedisTest {
  private static final InstanceId ME = new InstanceId("me");
  private static final InstanceId DEAD = new InstanceId("dead");

  @BeforeEach
  void useTheUsualNames() {
    jedis.flushAll();
    agents = "jobs:agent";
    managers = "jobs:manager";
  }

  @Test
  void a_user_with_these_permissions_can_do_all_that_is_done_with_jobs() {
    try (UnifiedJedis narrow = user(RedisPermissions.COMMANDS)) {
      RedisJobStream mine = stream(narrow, ME);
      RedisJobStream theirs = stream(narrow, DEAD);
      assertThat(mine.read(AGENT, 1, NOT_AT_ALL)).isEmpty();
      Entry vanishing = addReadBy(theirs, "vanishing");
      Entry adopted = addReadBy(theirs, "adopted");
      Entry stray = addReadBy(stream(narrow, new InstanceId("removed")), "stray");
      jedis.xdel(agents, new StreamEntryID(vanishing.id()));
      jedis.xgroupDelConsumer(agents, GROUP, "removed");

      assertThat(mine.adopt(DEAD)).isTrue();
      assertThat(mine.pending(AGENT, null, 10, Known.NOTHING))
          .extracting(Delivery::entry)
          .containsExactly(adopted, stray);
      mine.settle(adopted, "adopted");
      mine.settle(stray, "stray");
      assertThat(pending()).isZero();
      mine.leave();
      assertThat(jedis.xinfoConsumers2(agents, GROUP)).isEmpty();
    }
  }

  @Test
  void a_user_with_these_permissions_can_be_a_member() {
    try (UnifiedJedis narrow = user(RedisPermissions.COMMANDS);
        SystemClock clock = new SystemClock()) {
      AtomicInteger looks = new AtomicInteger();
      RedisMembership one = new RedisMembership(narrow, narrow, GROUP, ME, "s", clock);
      RedisMembership two = new RedisMembership(narrow, narrow, GROUP, DEAD, "s", clock);
      one.listen(looks::incrementAndGet);
      one.beat();
      two.beat();
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> one.beat().values().stream().allMatch(sign -> sign.attached()));
      int before = looks.get();
      two.send();
      await().atMost(Duration.ofSeconds(60)).until(() -> looks.get() > before);
      two.leave();
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> one.beat().values().stream().anyMatch(sign -> !sign.attached()));
      one.leave();
    }
  }

  @Test
  void with_the_permissions_to_look_the_exam_and_the_probe_see_all() {
    try (UnifiedJedis narrow = user(RedisPermissions.COMMANDS + " " + RedisPermissions.TO_LOOK)) {
      stream("one");
      assertThat(RedisProbe.ask(narrow, List.of(agents)).warnings()).isEmpty();
      StreamsReport report = StreamsExam.look(narrow, GROUP, List.of(agents));
      assertThat(report.toString()).doesNotContain("unknown");
    }
  }

  @Test
  void a_missing_permission_is_said() {
    try (UnifiedJedis narrow = user(RedisPermissions.COMMANDS + " -xclaim")) {
      RedisJobStream mine = stream(narrow, ME);
      mine.read(AGENT, 1, NOT_AT_ALL);
      add("jobId", "j");
      stream(narrow, DEAD).read(AGENT, 1, NOT_AT_ALL);
      assertThatExceptionOfType(StreamUnavailable.class)
          .isThrownBy(() -> mine.adopt(DEAD))
          .withMessageContaining("the user may not do this; extend its ACL");
    }
  }

  private Entry addReadBy(RedisJobStream reader, String jobId) {
    Entry entry = add("jobId", jobId);
    assertThat(reader.read(AGENT, 1, NOT_AT_ALL)).hasSize(1);
    return entry;
  }

  private UnifiedJedis user(String commands) {
    List<String> rules = new ArrayList<>(List.of("SETUSER", "narrow", "reset", "on", ">pw"));
    rules.addAll(List.of(RedisPermissions.KEYS.split(" ")));
    rules.addAll(List.of(RedisPermissions.CHANNELS.split(" ")));
    rules.add("-@all");
    rules.addAll(List.of(commands.split(" ")));
    RedisServers.ask(redis.port(), Command.ACL, rules.toArray(String[]::new));
    String address = "127.0.0.1:" + redis.port() + ",user=narrow,password=pw";
    return RedisConnections.openQuick(RedisAddress.parse(address), "narrow", 8);
  }

  private RedisJobStream stream(UnifiedJedis as, InstanceId consumer) {
    return new RedisJobStream(
        as,
        GROUP,
        consumer,
        Map.of(AGENT, agents, MANAGER, managers),
        new EntryDecoder(new TestClock()),
        new TestClock());
  }
}
