package io.github.backendexecutor.app.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.job.Entry;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.spi.Known;
import io.github.backendexecutor.executor.testing.JobStreamContract;
import io.github.backendexecutor.executor.testing.ManualClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.StreamEntryID;

class StrayEntriesTest extends RedisTest {
  private final ManualClock clock = new ManualClock();
  private final String group = "group-" + UUID.randomUUID();

  @Test
  void strays_are_looked_for_at_the_first_scan_and_then_a_minute_apart() {
    RedisJobStream mine = open("mine");
    strand("first");
    assertThat(ids(mine)).containsExactly("first");

    strand("second");
    clock.advance(StrayEntries.BREAK.minusSeconds(1));
    assertThat(ids(mine)).containsExactly("first");
    clock.advance(StrayEntries.BREAK);
    assertThat(ids(mine)).containsExactly("first", "second");
  }

  @Test
  void hundreds_of_strays_between_pending_and_unread_entries_are_all_found() {
    RedisJobStream mine = open("mine");
    RedisJobStream other = open("other");
    List<Entry> strays = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      add("jobId", "kept" + i);
      other.read(AGENT, 1, NOT_AT_ALL);
      strays.addAll(strand(IntStream.range(0, 30).mapToObj(n -> "s" + n).toList()));
    }
    add("jobId", "unread");

    assertThat(pending(mine)).extracting(Delivery::entry).containsExactlyElementsOf(strays);
    assertThat(pending(other)).hasSize(12);
    assertThat(mine.read(AGENT, 5, NOT_AT_ALL))
        .extracting(one -> one.jobId().value())
        .containsExactly("unread");
  }

  @Test
  void what_another_program_has_acknowledged_and_left_never_runs_again() {
    jedis.xgroupCreate(agents, group, new StreamEntryID("0-0"), true);
    Entry old = add("jobId", "old");
    RedisJobStream predecessor = open("predecessor");
    predecessor.read(AGENT, 1, NOT_AT_ALL);
    jedis.xack(agents, group, new StreamEntryID(old.id()));

    RedisJobStream mine = open("mine");
    assertThat(ids(mine)).isEmpty();
    strand("young");
    clock.advance(StrayEntries.BREAK.multipliedBy(2));

    assertThat(ids(mine)).containsExactly("young");
    assertThat(ids(open("later"))).isEmpty();
  }

  @Test
  void what_stays_for_another_group_is_not_taken_even_when_that_group_goes() {
    RedisJobStream mine = open("mine");
    jedis.xgroupCreate(agents, "audit", new StreamEntryID("0-0"), false);
    Entry ended = add("jobId", "ended");
    mine.read(AGENT, 1, NOT_AT_ALL);
    mine.settle(ended, "ended");
    assertThat(ids(mine)).isEmpty();

    jedis.xgroupDestroy(agents, "audit");
    clock.advance(StrayEntries.BREAK.multipliedBy(2));

    assertThat(ids(mine)).isEmpty();
    assertThat(jedis.xlen(agents)).isEqualTo(1);
  }

  @Test
  void two_that_look_take_each_stray_once() {
    RedisJobStream mine = open("mine");
    RedisJobStream other = open("other");
    strand("a");

    assertThat(ids(mine)).containsExactly("a");
    assertThat(ids(other)).isEmpty();
  }

  @Test
  void a_stream_that_is_gone_has_none() {
    RedisJobStream mine = open("mine");
    jedis.del(agents);

    assertThat(ids(mine)).isEmpty();
    assertThat(jedis.exists(agents)).isTrue(); // looking made the group again
  }

  private void strand(String jobId) {
    strand(List.of(jobId));
  }

  /// Entries that a consumer read that somebody removed then.
  private List<Entry> strand(List<String> jobIds) {
    List<Entry> entries = jobIds.stream().map(id -> add("jobId", id)).toList();
    RedisJobStream removed = open("removed");
    int read = 0;
    while (read < entries.size()) {
      read += removed.read(AGENT, entries.size() - read, NOT_AT_ALL).size();
    }
    jedis.xgroupDelConsumer(agents, group, "removed");
    return entries;
  }

  private static List<String> ids(RedisJobStream stream) {
    return pending(stream).stream().map(Delivery::jobId).map(JobId::value).toList();
  }

  private static List<Delivery> pending(RedisJobStream stream) {
    return JobStreamContract.all(stream, 500, Known.NOTHING);
  }

  /// Its group is made, and nothing is read.
  private RedisJobStream open(String consumer) {
    RedisJobStream stream =
        new RedisJobStream(
            jedis,
            group,
            new InstanceId(consumer),
            Map.of(AGENT, agents),
            new EntryDecoder(clock),
            clock);
    if (!jedis.exists(agents)) {
      stream.read(AGENT, 1, NOT_AT_ALL);
    }
    return stream;
  }
}
