package io.github.backendexecutor.app.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.backendexecutor.app.redis.StreamsReport.Stream;
import io.github.backendexecutor.executor.job.Entry;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.spi.StreamUnavailable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.params.XAddParams;

class StreamsExamTest extends RedisTest {

  @BeforeEach
  void clear() {
    jedis.flushAll();
  }

  @Test
  void a_healthy_stream_is_described() {
    RedisJobStream busy = stream("busy");
    Entry first = add("jobId", "a");
    add("jobId", "b");
    readAll(busy, 2);

    Stream seen = look();
    assertThat(seen.type()).isEqualTo("stream");
    assertThat(seen.length()).isEqualTo(2);
    assertThat(seen.entriesAdded()).isEqualTo(2);
    assertThat(seen.maxDeletedId()).isEqualTo("0-0");
    assertThat(seen.oldestId()).isEqualTo(first.id());
    assertThat(seen.groups()).containsExactly(GROUP);
    assertThat(seen.missed()).isZero();
    var group = Objects.requireNonNull(seen.group());
    assertThat(group.pending()).isEqualTo(2);
    assertThat(group.lag()).isZero();
    assertThat(group.entriesRead()).isEqualTo(2);
    assertThat(group.strays()).isZero();
    assertThat(group.consumers())
        .singleElement()
        .satisfies(one -> assertThat(one.name()).isEqualTo("busy"))
        .satisfies(one -> assertThat(one.pending()).isEqualTo(2))
        .satisfies(one -> assertThat(one.inactive()).isNull());
  }

  @Test
  void the_servers_settings_are_told_once_each() {
    stream("one");
    var report = StreamsExam.look(jedis, GROUP, List.of(agents, managers));

    assertThat(report.servers())
        .containsExactly(
            new StreamsReport.Server(
                "Redis 7.0.15",
                List.of("7.2: how long a consumer has been inactive cannot be seen"),
                "noeviction",
                "yes",
                "",
                "master"));
  }

  @Test
  void nothing_and_something_else_are_said() {
    jedis.set(managers, "x");
    var streams = StreamsExam.look(jedis, GROUP, List.of(agents, managers)).streams();

    assertThat(streams).extracting(Stream::type).containsExactly("none", "string");
    assertThat(streams).extracting(Stream::group).containsOnlyNulls();
  }

  @Test
  void entries_that_were_trimmed_unread_are_counted() {
    RedisJobStream stream = stream("one");
    add("jobId", "read");
    stream.read(AGENT, 1, NOT_AT_ALL);
    for (int i = 0; i < 10; i++) {
      jedis.xadd(agents, XAddParams.xAddParams().maxLen(4), Map.of("jobId", "j" + i));
    }
    assertThat(look().missed()).isEqualTo(6);

    readAll(stream, 4);

    assertThat(look().missed()).isEqualTo(6);
  }

  @Test
  void entries_that_are_pending_for_nobody_are_counted_up_to_a_thousand() {
    RedisJobStream one = stream("one");
    RedisJobStream two = stream("two");
    addAndRead(120, one);
    jedis.xgroupDelConsumer(agents, GROUP, "one");
    addAndRead(230, two);
    jedis.xrange(agents, "-", "+").stream()
        .skip(120)
        .limit(150)
        .forEach(entry -> jedis.xdel(agents, entry.getID()));
    assertThat(strays()).isEqualTo(120);

    addAndRead(1_000, one);
    jedis.xgroupDelConsumer(agents, GROUP, "one");
    assertThat(strays()).isEqualTo(1_000);
  }

  @Test
  void the_hash_of_the_group_is_shown() {
    jedis.hset("executor:" + GROUP, Map.of("store", "s-1", "beat:one", "7", "other", "x"));
    var report = StreamsExam.look(jedis, GROUP, List.of(agents));
    assertThat(report.storeId()).isEqualTo("s-1");
    assertThat(report.beats()).isEqualTo(Map.of(new InstanceId("one"), 7L));

    jedis.del("executor:" + GROUP);
    assertThat(StreamsExam.look(jedis, GROUP, List.of(agents)).storeId()).isNull();
  }

  @Test
  void looking_changes_nothing() {
    RedisJobStream one = stream("one");
    Entry entry = add("jobId", "a");
    readAll(one, 1);

    jedis.xdel(agents, new StreamEntryID(entry.id()));
    byte[] dump = jedis.dump(agents);

    look();

    assertThat(jedis.dump(agents)).isEqualTo(dump);
  }

  @Test
  void what_the_user_may_not_ask_is_unknown() {
    stream("one");
    RedisServers.ask(
        redis.port(),
        Command.ACL,
        "SETUSER",
        "plain",
        "on",
        ">pw",
        "~*",
        "+@all",
        "-config",
        "-info");
    try (UnifiedJedis plain = as("plain")) {
      assertThat(StreamsExam.look(plain, GROUP, List.of(agents)).servers())
          .containsExactly(
              new StreamsReport.Server(
                  "unknown", List.of(), "unknown", "unknown", "unknown", "unknown"));
    }
  }

  @Test
  void a_redis_that_is_away_is_no_report() {
    int port = RedisServers.freePort();
    try (UnifiedJedis away =
        RedisConnections.openQuick(RedisAddress.parse("127.0.0.1:" + port), "exam", 1)) {
      assertThatExceptionOfType(StreamUnavailable.class)
          .isThrownBy(() -> StreamsExam.look(away, GROUP, List.of(agents)));
    }
  }

  private void addAndRead(int entries, RedisJobStream by) {
    for (int i = 0; i < entries; i++) {
      add("jobId", "j" + i);
    }
    assertThat(readAll(by, entries)).hasSize(entries);
  }

  private int strays() {
    return Objects.requireNonNull(look().group()).strays();
  }

  private Stream look() {
    return StreamsExam.look(jedis, GROUP, List.of(agents)).streams().getFirst();
  }

  private static UnifiedJedis as(String user) {
    String address = "127.0.0.1:" + redis.port() + ",password=pw,user=" + user;
    return RedisConnections.open(RedisAddress.parse(address), "exam", 1);
  }
}
