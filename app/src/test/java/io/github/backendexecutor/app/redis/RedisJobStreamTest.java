package io.github.backendexecutor.app.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.job.Entry;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.spi.Known;
import io.github.backendexecutor.executor.spi.StreamUnavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.XPendingParams;

class RedisJobStreamTest extends RedisTest {

  @Test
  void entries_are_read_in_order_and_only_once() {
    RedisJobStream one = stream("one");
    RedisJobStream two = stream("two");
    for (int i = 0; i < 5; i++) {
      add("jobId", "j" + i, "payload", "{\"n\":" + i + "}");
    }
    List<Delivery> first = one.read(AGENT, 3, NOT_AT_ALL);
    List<Delivery> second = two.read(AGENT, 10, NOT_AT_ALL);
    assertThat(first).extracting(d -> d.jobId().value()).containsExactly("j0", "j1", "j2");
    assertThat(second).extracting(d -> d.jobId().value()).containsExactly("j3", "j4");
    assertThat(one.read(AGENT, 10, NOT_AT_ALL)).isEmpty();
    assertThat(pending()).isEqualTo(5);
  }

  @Test
  void entries_from_before_the_group_are_read() {
    Entry early = add("jobId", "early");
    assertThat(stream("one").read(AGENT, 1, NOT_AT_ALL))
        .extracting(Delivery::entry)
        .containsExactly(early);
  }

  @Test
  void a_waiting_read_gets_the_entry_that_comes() {
    RedisJobStream stream = stream("one");
    CompletableFuture<List<Delivery>> waiting =
        CompletableFuture.supplyAsync(() -> readAll(stream, 1));
    Awaitility.await().until(() -> !jedis.info("clients").contains("blocked_clients:0"));
    Entry entry = add("jobId", "late");
    assertThat(waiting.join()).extracting(Delivery::entry).containsExactly(entry);
  }

  @Test
  void doubled_fields_and_wrong_bytes_arrive_as_they_are() {
    RedisJobStream stream = stream("one");
    jedis.executeCommand(
        new CommandArguments(Command.XADD)
            .key(agents)
            .add("*")
            .add("task")
            .add("a")
            .add("task")
            .add("b"));
    jedis.executeCommand(
        new CommandArguments(Command.XADD)
            .key(agents)
            .add("*")
            .add("task")
            .add(new byte[] {(byte) 0xFF}));
    assertThat(stream.read(AGENT, 10, NOT_AT_ALL))
        .extracting(d -> ((Delivery.Unreadable) d).reason())
        .satisfiesExactly(
            a -> assertThat(a).contains("appears twice"), b -> assertThat(b).contains("not UTF-8"));
  }

  @Test
  void settling_takes_the_entry_out() {
    RedisJobStream stream = stream("one");
    add("jobId", "j1");
    add("jobId", "j2");
    List<Delivery> read = stream.read(AGENT, 2, NOT_AT_ALL);
    settle(stream, read.getFirst());
    settle(stream, read.getFirst());
    assertThat(pending()).isEqualTo(1);
    assertThat(jedis.xlen(agents)).isEqualTo(1);
    settle(stream, read.getLast());
    assertThat(jedis.xlen(agents)).isZero();
  }

  @Test
  void an_entry_without_jobId_is_settled_by_its_place() {
    RedisJobStream stream = stream("one");
    add("task", "x");
    add("jobId", "", "task", "y");
    stream.read(AGENT, 2, NOT_AT_ALL).forEach(d -> settle(stream, d));
    assertThat(pending()).isZero();
    assertThat(jedis.xlen(agents)).isZero();
  }

  @Test
  void an_entry_with_another_jobId_is_left_alone() {
    RedisJobStream stream = stream("one");
    Entry entry = add("jobId", "new");
    stream.read(AGENT, 1, NOT_AT_ALL);
    stream.settle(entry, "old");
    stream.settle(entry, agents + "/" + entry.id());
    assertThat(pending()).isEqualTo(1);
    assertThat(jedis.xlen(agents)).isEqualTo(1);
    stream.settle(entry, "new");
    assertThat(pending()).isZero();
  }

  @Test
  void an_unreadable_entry_is_settled_without_comparing() {
    RedisJobStream stream = stream("one");
    add("jobId", "a\nb");
    Delivery delivery = stream.read(AGENT, 1, NOT_AT_ALL).getFirst();
    assertThat(delivery).isInstanceOf(Delivery.Unreadable.class);
    settle(stream, delivery);
    assertThat(pending()).isZero();
    assertThat(jedis.xlen(agents)).isZero();
  }

  @Test
  void entries_that_are_gone_do_not_hide_those_behind_them() {
    RedisJobStream stream = stream("me");
    for (int i = 0; i < 3; i++) {
      Entry trimmed = add("jobId", "gone" + i);
      stream.read(AGENT, 1, NOT_AT_ALL);
      jedis.xdel(agents, new StreamEntryID(trimmed.id()));
    }
    Entry last = add("jobId", "there");
    stream.read(AGENT, 1, NOT_AT_ALL);

    assertThat(stream.pending(AGENT, null, 1, Known.NOTHING))
        .extracting(Delivery::entry)
        .containsExactly(last);
    assertThat(stream.pending(AGENT, last, 1, Known.NOTHING)).isEmpty();
    assertThat(pending()).isEqualTo(1);
    assertThat(stream.vanished()).isEqualTo(3);
  }

  @Test
  void entries_that_vanished_before_they_were_adopted_are_counted_and_the_consumer_goes() {
    RedisJobStream stream = stream("me");
    RedisJobStream gone = stream("gone");
    add("jobId", "there");
    Entry trimmed = add("jobId", "trimmed");
    gone.read(AGENT, 2, NOT_AT_ALL);
    jedis.xdel(agents, new StreamEntryID(trimmed.id()));
    jedis.hset("executor:" + GROUP, "beat:gone", "7");

    assertThat(stream.adopt(new InstanceId("gone"))).isTrue();

    assertThat(stream.vanished()).isEqualTo(1);
    assertThat(pending()).isEqualTo(1);
    assertThat(jedis.xinfoConsumers2(agents, GROUP))
        .extracting(consumer -> consumer.getName())
        .containsExactly("me");
    assertThat(jedis.hexists("executor:" + GROUP, "beat:gone")).isFalse();
  }

  @Test
  void an_entry_that_is_gone_is_still_acknowledged() {
    RedisJobStream stream = stream("one");
    Entry entry = add("jobId", "j1");
    stream.read(AGENT, 1, NOT_AT_ALL);
    jedis.xdel(agents, new StreamEntryID(entry.id()));
    stream.settle(entry, "j1");
    assertThat(pending()).isZero();
  }

  @Test
  void an_entry_that_another_group_reads_is_acknowledged_and_kept() {
    RedisJobStream stream = stream("one");
    jedis.xgroupCreate(agents, "audit", new StreamEntryID("0-0"), false);
    Entry entry = add("jobId", "j1");
    stream.read(AGENT, 1, NOT_AT_ALL);
    stream.settle(entry, "j1");
    assertThat(pending()).isZero();
    assertThat(jedis.xlen(agents)).isEqualTo(1);
  }

  @Test
  void a_stream_that_only_another_group_reads_loses_nothing() {
    RedisJobStream stream = stream("one");
    Entry entry = add("jobId", "j1");
    stream.read(AGENT, 1, NOT_AT_ALL);
    jedis.xgroupCreate(agents, "audit", new StreamEntryID("0-0"), false);
    jedis.xgroupDestroy(agents, GROUP);
    stream.settle(entry, "j1");
    assertThat(jedis.xlen(agents)).isEqualTo(1);
  }

  @Test
  void many_are_settled_at_once_from_many_threads() throws Exception {
    RedisJobStream stream = stream("one");
    IntStream.range(0, 3_000).forEach(i -> add("jobId", "j" + i));
    List<Delivery> read = readAll(stream, 3_000);
    assertThat(read).hasSize(3_000);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all =
          read.stream().<Future<?>>map(d -> threads.submit(() -> settle(stream, d))).toList();
      for (Future<?> one : all) {
        one.get();
      }
    }
    assertThat(pending()).isZero();
    assertThat(jedis.xlen(agents)).isZero();
  }

  @Test
  void exactly_the_settled_ones_leave_in_whatever_order_and_portions() throws Exception {
    RedisJobStream stream = stream("one");
    List<Entry> all =
        new ArrayList<>(IntStream.range(0, 400).mapToObj(i -> add("jobId", "j" + i)).toList());
    assertThat(readAll(stream, 400)).hasSize(400);
    List<Entry> staying = new ArrayList<>(List.of(add("jobId", "unread")));
    staying.addAll(0, all.subList(350, 360));
    staying.add(0, all.get(100));
    List<Entry> leaving = new ArrayList<>(all);
    leaving.removeAll(staying);
    Collections.shuffle(leaving.subList(150, leaving.size()), new Random(7));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Entry entry : leaving) {
        threads.execute(() -> stream.settle(entry, "j" + all.indexOf(entry)));
      }
    }
    assertThat(jedis.xrange(agents, "-", "+"))
        .extracting(entry -> entry.getID().toString())
        .containsExactlyElementsOf(staying.stream().map(Entry::id).toList());
    assertThat(pending()).isEqualTo(11);
  }

  @Test
  void a_whole_front_is_cut_off_up_to_the_first_entry_of_another_job() {
    RedisJobStream stream = stream("one");
    StreamGroup group = new StreamGroup(jedis, RedisReply.bytes(GROUP), RedisReply.bytes("one"));
    List<Entry> all = IntStream.range(0, 100).mapToObj(i -> add("jobId", "j" + i)).toList();
    readAll(stream, 100);
    List<StreamGroup.Done> batch =
        IntStream.range(0, 90)
            .mapToObj(i -> new StreamGroup.Done(all.get(i), i == 70 ? "other" : "j" + i))
            .toList();
    group.settle(agents, batch);
    assertThat(jedis.xrange(agents, "-", "+"))
        .extracting(entry -> entry.getID().toString())
        .startsWith(all.get(70).id(), all.get(90).id())
        .hasSize(11);
    assertThat(pending()).isEqualTo(11);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void of_any_selection_exactly_the_settled_ones_leave(int seed) {
    Random random = new Random(seed);
    List<Entry> all = IntStream.range(0, 300).mapToObj(i -> add("jobId", "j" + i)).toList();
    readAll(stream("one"), 300);
    int most = 1 + random.nextInt(60);
    List<StreamGroup.Done> batch = new ArrayList<>();
    List<Entry> pending = new ArrayList<>();
    List<Entry> staying = new ArrayList<>();
    boolean ours = random.nextBoolean();
    for (int i = 0, left = 0; i < all.size(); i++, left--) {
      if (left <= 0) { // the next row of neighbours
        ours = !ours;
        left = 1 + random.nextInt(most);
      }
      Entry entry = all.get(i);
      int chance = random.nextInt(20);
      if (!ours) {
        pending.add(entry);
        staying.add(entry);
      } else if (chance == 0) { // another job has its id now
        batch.add(new StreamGroup.Done(entry, "another"));
        pending.add(entry);
        staying.add(entry);
      } else {
        batch.add(new StreamGroup.Done(entry, chance == 1 ? "" : "j" + i));
        if (chance == 2) { // somebody has deleted it
          jedis.xdel(agents, new StreamEntryID(entry.id()));
        }
      }
    }
    Collections.shuffle(batch, random);

    new StreamGroup(jedis, RedisReply.bytes(GROUP), RedisReply.bytes("one")).settle(agents, batch);

    assertThat(jedis.xrange(agents, "-", "+"))
        .extracting(entry -> entry.getID().toString())
        .containsExactlyElementsOf(staying.stream().map(Entry::id).toList());
    assertThat(jedis.xpending(agents, GROUP, XPendingParams.xPendingParams("-", "+", 1_000)))
        .extracting(entry -> entry.getID().toString())
        .containsExactlyElementsOf(pending.stream().map(Entry::id).toList());
  }

  @Test
  void a_stream_that_fails_does_not_fail_another() {
    RedisJobStream stream = stream("one");
    Entry good = add("jobId", "j1");
    stream.read(AGENT, 1, NOT_AT_ALL);
    jedis.del(managers);
    jedis.set(managers, "no stream");
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> bad = threads.submit(() -> stream.settle(new Entry(managers, "1-1"), "x"));
      stream.settle(good, "j1");
      assertThat(bad)
          .failsWithin(Duration.ofSeconds(20))
          .withThrowableThat()
          .withCauseInstanceOf(StreamUnavailable.class);
    }
    assertThat(pending()).isZero();
    assertThatExceptionOfType(StreamUnavailable.class)
        .isThrownBy(() -> stream.read(MANAGER, 1, NOT_AT_ALL))
        .withMessageContaining(managers)
        .withMessageContaining("this key holds something else");
    jedis.del(managers);
  }

  @Test
  void settling_works_while_redis_is_out_of_memory() {
    RedisJobStream stream = stream("one");
    Entry entry = add("jobId", "j1", "payload", "\"" + "x".repeat(100_000) + "\"");
    assertThat(stream.read(AGENT, 1, NOT_AT_ALL)).hasSize(1);
    jedis.configSet("maxmemory", "1");
    try {
      assertThatExceptionOfType(StreamUnavailable.class)
          .isThrownBy(() -> add("jobId", "j2"))
          .withMessageContaining("out of memory");
      stream.settle(entry, "j1");
      assertThat(pending()).isZero();
      assertThat(jedis.xlen(agents)).isZero();
    } finally {
      jedis.configSet("maxmemory", "0");
    }
  }

  @Test
  void the_plain_script_of_redis_6_does_the_same() {
    StreamGroup plain =
        new StreamGroup(
            jedis,
            RedisReply.bytes(GROUP),
            RedisReply.bytes("one"),
            new RedisScript(StreamGroup.SETTLE, false),
            new RedisScript(StreamGroup.LEAVE, false));
    RedisJobStream stream = stream("one");
    Entry entry = add("jobId", "j1");
    stream.read(AGENT, 1, NOT_AT_ALL);
    assertThat(plain.leave(agents)).isFalse();
    plain.settle(agents, List.of(new StreamGroup.Done(entry, "j1")));
    assertThat(pending()).isZero();
    assertThat(plain.leave(agents)).isTrue();
  }

  @Test
  void scripts_that_redis_has_forgotten_are_sent_again() {
    RedisJobStream stream = stream("one");
    for (int i = 0; i < 2; i++) {
      Entry entry = add("jobId", "j");
      stream.read(AGENT, 1, NOT_AT_ALL);
      jedis.scriptFlush();
      stream.settle(entry, "j");
    }
    assertThat(jedis.xlen(agents)).isZero();
  }

  @Test
  void a_group_that_was_destroyed_is_made_again() {
    RedisJobStream stream = stream("one");
    Entry entry = add("jobId", "j1");
    jedis.xgroupDestroy(agents, GROUP);
    assertThat(stream.read(AGENT, 1, NOT_AT_ALL)).isEmpty();
    assertThat(stream.read(AGENT, 1, NOT_AT_ALL))
        .extracting(Delivery::entry)
        .containsExactly(entry);
  }

  @Test
  void a_stream_that_was_deleted_is_made_again_also_under_a_waiting_read() {
    RedisJobStream stream = stream("one");
    CompletableFuture<List<Delivery>> waiting =
        CompletableFuture.supplyAsync(() -> readAll(stream, 1));
    Awaitility.await().until(() -> !jedis.info("clients").contains("blocked_clients:0"));
    jedis.del(agents);
    Entry entry = add("jobId", "j1");
    assertThat(waiting.join()).extracting(Delivery::entry).containsExactly(entry);
  }

  @Test
  void everything_is_made_again_after_flushall() {
    RedisJobStream stream = stream("one");
    Entry lost = add("jobId", "lost");
    stream.read(AGENT, 1, NOT_AT_ALL);
    jedis.flushAll();
    stream.settle(lost, "lost");
    assertThat(stream.read(AGENT, 1, NOT_AT_ALL)).isEmpty();
    Entry entry = add("jobId", "j1");
    assertThat(stream.read(AGENT, 1, NOT_AT_ALL))
        .extracting(Delivery::entry)
        .containsExactly(entry);
  }

  @Test
  void large_entries_are_read_a_few_at_a_time_and_small_ones_many() {
    RedisJobStream stream = stream("one");
    String megabyte = "\"" + "x".repeat(1_000_000) + "\"";
    for (int i = 0; i < 12; i++) {
      add("payload", megabyte);
    }
    assertThat(stream.read(AGENT, 2, NOT_AT_ALL)).hasSize(2);
    assertThat(stream.count(AGENT)).isEqualTo(2);
    assertThat(stream.read(AGENT, 500, NOT_AT_ALL)).hasSize(2);
    IntStream.range(0, 3_000).forEach(i -> add("jobId", "small" + i));
    assertThat(readAll(stream, 3_008)).hasSize(3_008);
    assertThat(stream.count(AGENT)).isEqualTo(StreamReader.MAX_COUNT);
    assertThat(stream.count(MANAGER)).isEqualTo(StreamReader.FIRST_COUNT);
    jedis.del(agents);
  }

  @Test
  void leaving_removes_the_consumer_only_when_nothing_is_pending_for_it() {
    RedisJobStream idle = stream("idle");
    RedisJobStream busy = stream("busy");
    idle.read(AGENT, 1, NOT_AT_ALL);
    Entry entry = add("jobId", "j1");
    busy.read(AGENT, 1, NOT_AT_ALL);
    idle.leave();
    busy.leave();
    assertThat(jedis.xinfoConsumers2(agents, GROUP))
        .extracting(consumer -> consumer.getName())
        .containsExactly("busy");
    assertThat(pending()).isEqualTo(1);
    RedisJobStream again = stream("again");
    again.settle(entry, "j1");
    busy.leave();
    again.leave();
    assertThat(jedis.xinfoConsumers2(agents, GROUP)).isEmpty();
  }

  @Test
  void leaving_a_group_that_is_gone_is_nothing() {
    RedisJobStream stream = stream("one");
    jedis.xgroupDestroy(agents, GROUP);
    jedis.del(managers);
    stream.leave();
    assertThat(jedis.exists(managers)).isFalse();
  }

  @Test
  void a_role_without_a_stream_is_refused() {
    RedisJobStream stream =
        new RedisJobStream(
            jedis,
            GROUP,
            new InstanceId("x"),
            Map.of(),
            new EntryDecoder(new TestClock()),
            new TestClock());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stream.read(new Role("poet"), 1, NOT_AT_ALL))
        .withMessageContaining("poet");
    stream.leave();
  }

  private static void settle(RedisJobStream stream, Delivery delivery) {
    stream.settle(delivery.entry(), delivery.settleKey());
  }
}
