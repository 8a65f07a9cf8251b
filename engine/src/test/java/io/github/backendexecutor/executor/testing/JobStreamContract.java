package io.github.backendexecutor.executor.testing;

import static io.github.backendexecutor.executor.testing.Jobs.AGENT;
import static io.github.backendexecutor.executor.testing.Jobs.MANAGER;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.job.Entry;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Job;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.spi.JobStream;
import io.github.backendexecutor.executor.spi.Known;
import io.github.backendexecutor.executor.spi.StreamUnavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every [JobStream] does. Each test starts with empty streams for the roles `agent` and
/// `manager`, whose group exists.
public abstract class JobStreamContract {
  protected static final InstanceId ME = new InstanceId("me");
  protected static final InstanceId OTHER = new InstanceId("other");
  private static final Duration NOT = Duration.ZERO;
  private static final Duration LONG = Duration.ofSeconds(20);

  private JobStream mine;
  private JobStream theirs;

  /// The streams of the running test, read as this consumer.
  protected abstract JobStream open(InstanceId consumer);

  /// Adds the job's entry as a producer does.
  protected abstract Entry add(Job job);

  /// The entries of the role's stream that were read and not settled, by anyone.
  protected abstract List<Entry> pending(Role role);

  /// Deletes the entry from its stream, as an operator or a producer that trims does.
  protected abstract void delete(Entry entry);

  /// Removes the consumer from the groups, whatever is pending for it.
  protected abstract void removeConsumer(InstanceId consumer);

  /// Removes the groups of the running test and leaves the entries.
  protected abstract void destroyGroup();

  /// Removes everything from the server.
  protected abstract void flush();

  @SuppressWarnings("NullAway.Init")
  protected JobStreamContract() {}

  @BeforeEach
  void open() {
    mine = open(ME);
    theirs = open(OTHER);
  }

  @Test
  void an_entry_is_read_as_it_was_written_and_stays_pending() {
    Job job = Jobs.job("ид-1", "{\"ключ\": \"😀\"}");
    Entry entry = add(job);

    assertThat(mine.read(AGENT, 5, LONG)).containsExactly(new Delivery.Readable(entry, job));
    assertThat(pending(AGENT)).containsExactly(entry);
  }

  @Test
  void an_entry_is_read_once_whoever_reads() {
    add(Jobs.job("a"));
    mine.read(AGENT, 1, LONG);

    assertThat(mine.read(AGENT, 5, NOT)).isEmpty();
    assertThat(theirs.read(AGENT, 5, NOT)).isEmpty();
  }

  @Test
  void entries_come_in_their_order_and_at_most_so_many() {
    List.of("a", "b", "c").forEach(id -> add(Jobs.job(id)));

    assertThat(ids(mine.read(AGENT, 2, LONG))).containsExactly("a", "b");
    assertThat(ids(theirs.read(AGENT, 2, LONG))).containsExactly("c");
  }

  @Test
  void a_role_reads_its_own_stream_only() {
    add(Jobs.with(Jobs.job("m"), MANAGER));

    assertThat(mine.read(AGENT, 5, NOT)).isEmpty();
    assertThat(ids(mine.read(MANAGER, 5, LONG))).containsExactly("m");
  }

  @Test
  void a_waiting_read_returns_when_an_entry_is_added() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<List<Delivery>> read = threads.submit(() -> mine.read(AGENT, 5, LONG));
      add(Jobs.job("a"));

      assertThat(ids(read.get())).containsExactly("a");
    }
  }

  @Test
  void a_read_of_an_empty_stream_returns_nothing_after_its_wait() {
    assertThat(mine.read(AGENT, 5, Duration.ofMillis(20))).isEmpty();
  }

  @Test
  void what_a_consumer_has_read_and_not_settled_can_be_read_again_page_by_page() {
    List<Entry> entries =
        List.of("a", "b", "c", "d").stream().map(id -> add(Jobs.job(id))).toList();
    theirs.read(AGENT, 1, LONG);
    mine.read(AGENT, 5, LONG);
    mine.settle(entries.get(2), "c");

    assertThat(ids(mine.pending(AGENT, null, 1, Known.NOTHING))).containsExactly("b");
    assertThat(ids(mine.pending(AGENT, entries.get(1), 5, Known.NOTHING))).containsExactly("d");
    assertThat(mine.pending(AGENT, entries.get(3), 5, Known.NOTHING)).isEmpty();
    assertThat(ids(theirs.pending(AGENT, null, 5, Known.NOTHING))).containsExactly("a");
    assertThat(mine.pending(MANAGER, null, 5, Known.NOTHING)).isEmpty();
  }

  @Test
  void the_same_job_added_twice_is_two_entries() {
    Job job = Jobs.job("a");
    Entry first = add(job);
    Entry second = add(job);

    mine.read(AGENT, 1, LONG);
    mine.read(AGENT, 1, LONG);

    mine.settle(first, "a");

    assertThat(pending(AGENT)).containsExactly(second);
  }

  @Test
  void a_settled_entry_is_gone_and_settling_again_does_nothing() {
    Entry entry = add(Jobs.job("a"));
    mine.read(AGENT, 1, LONG);

    mine.settle(entry, "a");
    mine.settle(entry, "a");

    assertThat(pending(AGENT)).isEmpty();
    assertThat(theirs.read(AGENT, 5, NOT)).isEmpty();
  }

  @Test
  void who_does_not_wait_is_called_back_when_the_entry_is_gone() {
    Entry entry = add(Jobs.job("a"));
    mine.read(AGENT, 1, LONG);
    var answer = new CompletableFuture<Optional<StreamUnavailable>>();

    mine.settle(entry, "a", failure -> answer.complete(Optional.ofNullable(failure)));

    assertThat(answer.join()).isEmpty();
    assertThat(pending(AGENT)).isEmpty();
  }

  @Test
  void any_consumer_may_settle_what_another_has_read() {
    Entry entry = add(Jobs.job("a"));
    mine.read(AGENT, 1, LONG);

    theirs.settle(entry, "a");

    assertThat(pending(AGENT)).isEmpty();
  }

  @Test
  void an_entry_that_is_another_job_is_not_settled() {
    Entry entry = add(Jobs.job("a"));
    mine.read(AGENT, 1, LONG);

    mine.settle(entry, "b");

    assertThat(pending(AGENT)).containsExactly(entry);
    mine.settle(entry, "");
    assertThat(pending(AGENT)).isEmpty();
  }

  @Test
  void settling_an_entry_that_never_was_does_nothing() {
    Entry entry = add(Jobs.job("a"));

    mine.settle(new Entry(entry.stream(), "1-1"), "a");

    assertThat(ids(mine.read(AGENT, 5, LONG))).containsExactly("a");
  }

  @Test
  void many_entries_are_settled_at_once() throws Exception {
    IntStream.range(0, 200).forEach(i -> add(Jobs.job("j" + i)));
    List<Delivery> read = new ArrayList<>();
    while (read.size() < 200) {
      read.addAll(mine.read(AGENT, 64, LONG));
    }

    Together.all(
        read.stream()
            .map(one ->
                Together.call(() -> {
                  mine.settle(one.entry(), one.settleKey());
                  return true;
                })));

    assertThat(read).extracting(Delivery::jobId).doesNotHaveDuplicates().hasSize(200);
    assertThat(pending(AGENT)).isEmpty();
  }

  @Test
  void leaving_keeps_what_is_pending() {
    Entry entry = add(Jobs.job("a"));
    mine.read(AGENT, 1, LONG);

    mine.leave();

    assertThat(pending(AGENT)).containsExactly(entry);
    assertThat(theirs.read(AGENT, 5, NOT)).isEmpty();
  }

  @Test
  void what_was_pending_for_one_that_is_gone_is_adopted() {
    List<Entry> entries = List.of(add(Jobs.job("a")), add(Jobs.job("b")));
    Entry other = add(Jobs.with(Jobs.job("m"), MANAGER));
    theirs.read(AGENT, 5, LONG);
    theirs.read(MANAGER, 5, LONG);

    assertThat(mine.adopt(OTHER)).isTrue();

    assertThat(mine.pending(AGENT, null, 5, Known.NOTHING))
        .extracting(Delivery::entry)
        .containsExactlyElementsOf(entries);
    assertThat(mine.pending(MANAGER, null, 5, Known.NOTHING))
        .extracting(Delivery::entry)
        .containsExactly(other);
    assertThat(theirs.pending(AGENT, null, 5, Known.NOTHING)).isEmpty();
    assertThat(mine.read(AGENT, 5, NOT)).isEmpty();
  }

  @Test
  void adopting_leaves_the_entries_of_others_alone() {
    JobStream third = open(new InstanceId("third"));
    add(Jobs.job("a"));
    add(Jobs.job("b"));
    add(Jobs.job("c"));
    mine.read(AGENT, 1, LONG);
    theirs.read(AGENT, 1, LONG);

    assertThat(third.adopt(OTHER)).isTrue();

    assertThat(ids(mine.pending(AGENT, null, 5, Known.NOTHING))).containsExactly("a");
    assertThat(ids(mine.read(AGENT, 5, LONG))).containsExactly("c");
  }

  @Test
  void adopting_one_that_has_nothing_or_never_was_is_done_at_once() {
    Entry entry = add(Jobs.job("a"));
    mine.read(AGENT, 1, LONG);

    assertThat(mine.adopt(OTHER)).isTrue();
    assertThat(mine.adopt(OTHER)).isTrue();
    assertThat(mine.adopt(new InstanceId("never"))).isTrue();

    assertThat(pending(AGENT)).containsExactly(entry);
  }

  @Test
  void a_great_many_entries_are_adopted_in_several_calls() {
    IntStream.range(0, 510).forEach(i -> add(Jobs.job("j" + i)));
    int read = 0;
    while (read < 510) {
      read += theirs.read(AGENT, 500, LONG).size();
    }

    assertThat(mine.adopt(OTHER)).isFalse();
    assertThat(mine.adopt(OTHER)).isTrue();

    assertThat(theirs.pending(AGENT, null, 1, Known.NOTHING)).isEmpty();
    assertThat(mine.pending(AGENT, null, 1, Known.NOTHING)).isNotEmpty();
  }

  @Test
  void several_may_adopt_at_once_and_each_entry_is_adopted_once() throws Exception {
    JobStream third = open(new InstanceId("third"));
    IntStream.range(0, 50).forEach(i -> add(Jobs.job("j" + i)));
    int read = 0;
    while (read < 50) {
      read += theirs.read(AGENT, 50, LONG).size();
    }

    Together.all(Stream.of(mine, third).map(heir -> Together.call(() -> heir.adopt(OTHER))));

    List<Delivery> adopted = new ArrayList<>();
    Stream.of(mine, third).forEach(heir -> adopted.addAll(all(heir)));
    assertThat(adopted).extracting(Delivery::jobId).doesNotHaveDuplicates().hasSize(50);
  }

  @Test
  void an_entry_that_vanishes_while_it_is_pending_is_left_out_and_pending_no_longer() {
    List<Entry> entries = List.of("a", "b", "c").stream().map(id -> add(Jobs.job(id))).toList();
    mine.read(AGENT, 5, LONG);
    delete(entries.get(0));
    delete(entries.get(1));

    assertThat(ids(mine.pending(AGENT, null, 1, Known.NOTHING))).containsExactly("c");

    assertThat(pending(AGENT)).containsExactly(entries.get(2));
  }

  @Test
  void what_is_known_is_not_brought() {
    List<Entry> entries = Stream.of("a", "b", "c", "d", "e").map(id -> add(Jobs.job(id))).toList();
    mine.read(AGENT, 5, LONG);
    Set<Entry> known = Set.of(entries.get(0), entries.get(2));

    assertThat(allBut(known, 5)).containsExactly("b", "d", "e");
    assertThat(allBut(known, 1)).containsExactly("b", "d", "e");
    assertThat(allBut(Set.copyOf(entries.subList(1, 5)), 5)).containsExactly("a");
    assertThat(allBut(Set.copyOf(entries), 5)).isEmpty();
  }

  @Test
  void what_vanishes_unknown_is_forgotten_among_what_is_known() {
    List<Entry> entries = Stream.of("a", "b", "c").map(id -> add(Jobs.job(id))).toList();
    mine.read(AGENT, 5, LONG);
    delete(entries.get(1));

    assertThat(allBut(Set.of(entries.get(0), entries.get(2)), 5)).isEmpty();

    assertThat(pending(AGENT)).containsExactly(entries.get(0), entries.get(2));
  }

  @Test
  void a_look_for_unknown_entries_makes_a_missing_group_again() {
    Entry entry = add(Jobs.job("a"));
    mine.read(AGENT, 1, LONG);
    destroyGroup();

    assertThat(allBut(Set.of(entry), 5)).isEmpty();

    assertThat(ids(mine.read(AGENT, 5, LONG))).containsExactly("a");
  }

  /// As many are pending as are known, but not the same ones.
  @Test
  void an_entry_behind_an_equal_number_is_found_when_nothing_is_counted() {
    Entry forgotten = add(Jobs.job("a"));
    Entry settled = add(Jobs.job("b"));
    mine.read(AGENT, 5, LONG);
    mine.settle(settled, "b");
    Known known = known(Set.of(settled));

    assertThat(mine.pending(AGENT, null, 5, known.uncounted()))
        .extracting(Delivery::entry)
        .containsExactly(forgotten);
    assertThat(ids(mine.pending(AGENT, null, 5, Known.NOTHING))).containsExactly("a");
  }

  private static Known known(Set<Entry> entries) {
    return new Known() {
      @Override
      public int in(String stream) {
        return (int) entries.stream().filter(entry -> entry.stream().equals(stream)).count();
      }

      @Override
      public boolean holds(Entry entry) {
        return entries.contains(entry);
      }
    };
  }

  private List<String> allBut(Set<Entry> entries, int max) {
    return ids(all(mine, max, known(entries)));
  }

  @Test
  void an_entry_that_vanished_before_it_was_adopted_is_pending_for_nobody_in_the_end() {
    Entry there = add(Jobs.job("a"));
    Entry gone = add(Jobs.job("b"));
    theirs.read(AGENT, 5, LONG);
    delete(gone);

    assertThat(mine.adopt(OTHER)).isTrue();

    assertThat(ids(mine.pending(AGENT, null, 5, Known.NOTHING))).containsExactly("a");
    assertThat(pending(AGENT)).containsExactly(there);
  }

  @Test
  void entries_of_a_consumer_that_somebody_removed_are_found_again() {
    add(Jobs.job("a"));
    add(Jobs.job("b"));
    theirs.read(AGENT, 1, LONG);
    removeConsumer(OTHER);

    assertThat(ids(mine.pending(AGENT, null, 5, Known.NOTHING))).containsExactly("a");
    assertThat(ids(mine.read(AGENT, 5, LONG))).containsExactly("b");
  }

  @Test
  void a_group_that_is_gone_is_made_again_and_reads_everything_again() {
    add(Jobs.job("a"));
    mine.read(AGENT, 1, LONG);
    destroyGroup();

    assertThat(mine.adopt(OTHER)).isTrue();
    assertThat(mine.pending(AGENT, null, 5, Known.NOTHING)).isEmpty();

    assertThat(ids(mine.read(AGENT, 5, LONG))).containsExactly("a");
  }

  @Test
  void a_read_that_finds_no_group_makes_it_and_returns_nothing() {
    flush();
    Entry entry = add(Jobs.job("a"));

    assertThat(mine.read(AGENT, 5, LONG)).isEmpty();
    assertThat(ids(mine.read(AGENT, 5, LONG))).containsExactly("a");

    mine.settle(entry, "a");
    assertThat(pending(AGENT)).isEmpty();
  }

  private static List<Delivery> all(JobStream stream) {
    return all(stream, 20, Known.NOTHING);
  }

  /// All pages of what is pending in the role `agent`.
  ///
  /// @param max how many entries a page has at most
  public static List<Delivery> all(JobStream stream, int max, Known known) {
    List<Delivery> all = new ArrayList<>();
    List<Delivery> page = stream.pending(AGENT, null, max, known);
    while (!page.isEmpty()) {
      all.addAll(page);
      page = stream.pending(AGENT, page.getLast().entry(), max, known);
    }
    return all;
  }

  private static List<String> ids(List<Delivery> deliveries) {
    return deliveries.stream().map(Delivery::jobId).map(JobId::value).toList();
  }
}
