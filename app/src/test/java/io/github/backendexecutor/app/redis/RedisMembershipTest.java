package io.github.backendexecutor.app.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.github.backendexecutor.executor.flow.SystemClock;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Sign;
import io.github.backendexecutor.executor.spi.StreamUnavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.UnifiedJedis;

class RedisMembershipTest extends RedisTest {
  private static final InstanceId ONE = new InstanceId("one");
  private static final InstanceId TWO = new InstanceId("two");
  private static final Duration LONG = Duration.ofSeconds(60);

  private final String group = "group-" + UUID.randomUUID();
  private final SystemClock clock = new SystemClock();
  private final List<RedisMembership> joined = new ArrayList<>();
  private final List<UnifiedJedis> clients = new ArrayList<>();

  @AfterEach
  void leave() {
    joined.forEach(RedisMembership::leave);
    clients.forEach(UnifiedJedis::close);
    clock.close();
  }

  @Test
  void a_beat_joins_and_goes_up_with_each() {
    RedisMembership one = member(ONE, "s");

    assertThat(sign(one, ONE).beat()).isEqualTo(1);
    assertThat(sign(one, ONE).beat()).isEqualTo(2);
    assertThat(jedis.hgetAll("executor:" + group)).isEqualTo(Map.of("store", "s", "beat:one", "2"));
  }

  @Test
  void all_see_each_other_attached_and_none_is_gone() {
    RedisMembership one = member(ONE, "s");
    RedisMembership two = member(TWO, "s");
    two.beat();

    awaitAttached(one, TWO, true);
    awaitAttached(two, ONE, true);

    assertThat(one.beat()).hasSize(2).allSatisfy((_, sign) -> assertThat(sign.gone()).isFalse());
  }

  @Test
  void one_that_leaves_is_detached_and_its_beat_stays() {
    RedisMembership one = member(ONE, "s");
    RedisMembership two = member(TWO, "s");
    two.beat();
    awaitAttached(one, TWO, true);

    two.leave();
    two.leave();

    awaitAttached(one, TWO, false);
    assertThat(sign(one, TWO).beat()).isEqualTo(1);
  }

  @Test
  void what_a_killed_instance_leaves_is_a_beat_without_a_subscriber() {
    RedisMembership one = member(ONE, "s");
    one.beat();
    jedis.hset("executor:" + group, "beat:two", "41");

    await().atMost(LONG).until(() -> one.beat().containsKey(TWO));

    assertThat(one.beat().get(TWO)).isEqualTo(new Sign(41, false, false));
  }

  @Test
  void one_that_is_alone_looks_for_others_at_one_of_three_beats() {
    RedisMembership one = member(ONE, "s");
    one.beat();
    jedis.hset("executor:" + group, "beat:two", "41");

    assertThat(List.of(one.beat(), one.beat(), one.beat()))
        .anySatisfy(signs -> assertThat(signs).containsKeys(ONE, TWO));
  }

  @Test
  void one_that_is_alone_notices_that_the_hash_of_its_group_was_lost() {
    RedisMembership one = member(ONE, "s");
    one.beat();
    jedis.del("executor:" + group);
    jedis.hset("executor:" + group, "beat:two", "41");

    assertThat(one.beat()).containsKeys(ONE, TWO);
    assertThat(jedis.hget("executor:" + group, "store")).isEqualTo("s");
  }

  @Test
  void another_database_in_the_group_is_refused_and_does_not_join() {
    member(ONE, "store-1").beat();
    RedisMembership stranger = member(TWO, "store-2");

    for (int i = 0; i < 2; i++) {
      assertThatIllegalStateException()
          .isThrownBy(stranger::beat)
          .withMessageContaining(group)
          .withMessageContaining("store-1")
          .withMessageContaining("store-2")
          .withMessageContaining("DATABASE_URL")
          .withMessageContaining("DEL executor:" + group)
          .satisfies(e -> assertThat(e).message().doesNotContain("\n"));
    }
    assertThat(jedis.hexists("executor:" + group, "beat:two")).isFalse();
  }

  @Test
  void after_the_hash_was_deleted_the_next_store_is_the_groups() {
    member(ONE, "store-1").beat();
    jedis.del("executor:" + group);

    assertThat(member(TWO, "store-2").beat()).containsOnlyKeys(TWO);
  }

  @Test
  void what_others_put_into_the_hash_does_no_harm() {
    jedis.hset("executor:" + group, Map.of("beat:odd", "x", "since:jobs:agent", "0-0", "y", "1"));

    assertThat(member(ONE, "s").beat()).containsOnlyKeys(ONE);
  }

  @Test
  void a_nudge_reaches_everyone_the_sender_too() {
    AtomicInteger ones = new AtomicInteger();
    AtomicInteger twos = new AtomicInteger();
    RedisMembership one = listening(ONE, ones);
    listening(TWO, twos);
    int before = ones.get();
    int others = twos.get();

    one.send();

    await().atMost(LONG).until(() -> ones.get() > before && twos.get() > others);
  }

  @Test
  void a_listener_that_fails_is_called_again() {
    AtomicInteger looks = new AtomicInteger();
    RedisMembership one = member(ONE, "s");
    one.listen(() -> {
      looks.incrementAndGet();
      throw new IllegalStateException("no");
    });
    one.beat();
    await().atMost(LONG).until(() -> looks.get() == 1);

    one.send();

    await().atMost(LONG).until(() -> looks.get() == 2);
  }

  @Test
  void a_killed_subscription_is_made_again_and_looked_after() {
    AtomicInteger looks = new AtomicInteger();
    RedisMembership one = listening(ONE, looks);
    RedisMembership two = member(TWO, "s");
    int before = looks.get();

    jedis.executeCommand(
        new CommandArguments(Command.CLIENT).add("KILL").add("TYPE").add("pubsub"));

    await().atMost(LONG).until(() -> looks.get() > before);
    awaitAttached(two, ONE, true);
    awaitAttached(one, ONE, true);
  }

  @Test
  void beats_go_on_while_redis_is_out_of_memory() {
    RedisMembership one = member(ONE, "s");
    jedis.configSet("maxmemory", "1");
    try {
      one.beat();
      assertThat(sign(one, ONE).beat()).isEqualTo(2);
      assertThat(
              new RedisScript(RedisMembership.BEAT, false)
                  .call(
                      jedis,
                      "executor:" + group,
                      List.of(RedisReply.bytes("s"), RedisReply.bytes("beat:one"))))
          .satisfies(reply -> assertThat(RedisReply.map(reply)).containsKey("beat:one"));
    } finally {
      jedis.configSet("maxmemory", "0");
    }
  }

  @Test
  void a_key_that_is_no_hash_is_said_and_left() {
    jedis.set("executor:" + group, "something else");

    assertThatExceptionOfType(StreamUnavailable.class)
        .isThrownBy(member(ONE, "s")::beat)
        .withMessageContaining("executor:" + group)
        .withMessageContaining("holds something else");
    assertThat(jedis.get("executor:" + group)).isEqualTo("something else");
  }

  @Test
  void one_whose_channel_cannot_be_looked_at_counts_as_attached() {
    jedis.hset("executor:" + group, "beat:two", "1");
    RedisServers.ask(
        redis.port(), Command.ACL, "SETUSER", "blind", "on", ">pw", "~*", "&*", "+@all", "-pubsub");
    RedisMembership one = member(ONE, "s", "127.0.0.1:" + redis.port() + ",user=blind,password=pw");

    assertThat(sign(one, TWO).attached()).isTrue();
  }

  private static Sign sign(RedisMembership by, InstanceId of) {
    return Objects.requireNonNull(by.beat().get(of));
  }

  private RedisMembership listening(InstanceId instance, AtomicInteger looks) {
    RedisMembership member = member(instance, "s");
    member.listen(looks::incrementAndGet);
    member.beat();
    await().atMost(LONG).until(() -> looks.get() == 1);
    return member;
  }

  private static void awaitAttached(RedisMembership by, InstanceId whom, boolean attached) {
    await().atMost(LONG).until(() -> sign(by, whom).attached() == attached);
  }

  private RedisMembership member(InstanceId instance, String store) {
    return member(instance, store, "127.0.0.1:" + redis.port());
  }

  private RedisMembership member(InstanceId instance, String store, String address) {
    UnifiedJedis own = RedisConnections.openQuick(RedisAddress.parse(address), "member", 3);
    clients.add(own);
    RedisMembership member = new RedisMembership(own, own, group, instance, store, clock);
    joined.add(member);
    return member;
  }
}
