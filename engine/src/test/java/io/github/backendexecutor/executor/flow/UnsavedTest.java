package io.github.backendexecutor.executor.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.testing.Jobs;
import io.github.backendexecutor.executor.testing.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class UnsavedTest {
  private static final Duration WAIT = Duration.ofSeconds(2);
  private static final long SMALL = 1_000;
  private static final long MEBIBYTE = 1024 * 1024;

  private static final Delivery SMALL_JOB = Jobs.delivery(Jobs.job("small"));

  private final ManualClock clock = new ManualClock();
  private final Unsaved unsaved = new Unsaved(clock);

  @Test
  void while_few_are_unsaved_nobody_waits() {
    enter(1_999);
    assertThat(unsaved.reader().awaitRoom(WAIT)).isTrue();
  }

  @Test
  void a_reader_waits_while_many_are_unsaved_and_goes_on_when_one_less_is() {
    enter(2_000);
    CompletableFuture<Boolean> waiting = waiting(unsaved.reader());
    leave(1);
    assertThat(waiting.join()).isTrue();
  }

  @Test
  void a_wait_ends_with_many_so_that_a_loop_sees_that_it_is_to_stop() {
    enter(2_500);
    CompletableFuture<Boolean> waiting = waiting(unsaved.reader());
    leave(1);
    clock.advance(WAIT);
    assertThat(waiting.join()).isFalse();
  }

  @Test
  void large_jobs_are_many_before_they_are_so_in_number() {
    IntStream.range(0, 4).forEach(_ -> unsaved.enter(MEBIBYTE));
    CompletableFuture<Boolean> waiting = waiting(unsaved.reader());
    IntStream.range(0, 2).forEach(_ -> unsaved.leave(MEBIBYTE));
    assertThat(unsaved.many()).isTrue();
    unsaved.leave(MEBIBYTE);
    assertThat(waiting.join()).isTrue();
  }

  @Test
  void readers_who_waited_read_one_after_the_other() {
    Unsaved.Reader first = unsaved.reader();
    Unsaved.Reader second = unsaved.reader();
    enter(2_000);
    CompletableFuture<Boolean> firstWaiting = waiting(first);
    CompletableFuture<Boolean> secondWaiting = waiting(second);
    leave(1);
    assertThat(firstWaiting.join()).isTrue();
    assertThat(first.begins()).isTrue();
    assertThat(secondWaiting).isNotDone();
    read(first, small(500));
    assertThat(secondWaiting).isNotDone();
    leave(500);
    assertThat(secondWaiting.join()).isTrue();
  }

  @Test
  void a_turn_that_brought_little_is_followed_by_the_next() {
    Unsaved.Reader first = unsaved.reader();
    enter(2_000);
    CompletableFuture<Boolean> firstWaiting = waiting(first);
    CompletableFuture<Boolean> secondWaiting = waiting(unsaved.reader());
    leave(1);
    assertThat(firstWaiting.join()).isTrue();
    first.ends();
    assertThat(secondWaiting.join()).isTrue();
  }

  @Test
  void whoever_waits_for_one_that_hangs_reads_when_there_is_room() {
    enter(2_000);
    CompletableFuture<Boolean> first = waiting(unsaved.reader());
    CompletableFuture<Boolean> second = waiting(unsaved.reader());
    leave(1);
    assertThat(first.join()).isTrue();
    clock.advance(WAIT);
    assertThat(second.join()).isTrue();
  }

  /// Each sees few unsaved jobs and may read; all of them would bring fifteen thousand.
  @Test
  void thirty_who_read_at_once_bring_no_more_than_may_be_unsaved() {
    List<Unsaved.Reader> readers = IntStream.range(0, 30).mapToObj(_ -> readerOf(500)).toList();
    List<Unsaved.Reader> reading = readers.stream().filter(Unsaved.Reader::begins).toList();
    assertThat(reading).hasSize(4);
    assertThat(readers.getLast().begins()).isFalse();
    reading.forEach(reader -> read(reader, small(500)));
    assertThat(unsaved.many()).isTrue();
    assertThat(readers).noneMatch(Unsaved.Reader::begins);
  }

  @Test
  void large_answers_are_expected_as_large_as_the_last() {
    String payload = "\"" + "a".repeat(768 * 1024) + "\"";
    List<Delivery> large = List.of(Jobs.delivery(Jobs.job("large", payload)));
    List<Unsaved.Reader> readers = IntStream.range(0, 30).mapToObj(_ -> unsaved.reader()).toList();
    readers.forEach(reader -> reader.brought(large));
    assertThat(readers.stream().filter(Unsaved.Reader::begins)).hasSize(3); // 2.25 MiB
  }

  @Test
  void who_only_waits_for_an_entry_keeps_nobody_from_reading() {
    Stream.generate(() -> readerOf(500))
        .limit(4)
        .forEach(reader -> {
          assertThat(reader.begins()).isTrue();
          reader.ends();
          reader.ends();
        });
    Unsaved.Reader other = readerOf(1);
    assertThat(other.awaitRoom(WAIT)).isTrue();
    assertThat(other.begins()).isTrue();
  }

  /// One whose last turn brought so many small jobs, all of which are saved.
  private Unsaved.Reader readerOf(int jobs) {
    Unsaved.Reader reader = unsaved.reader();
    assertThat(reader.begins()).isTrue();
    read(reader, small(jobs));
    leave(jobs);
    return reader;
  }

  private void read(Unsaved.Reader reader, List<Delivery> deliveries) {
    enter(deliveries.size());
    reader.brought(deliveries);
    reader.ends();
  }

  private static List<Delivery> small(int jobs) {
    return IntStream.range(0, jobs).mapToObj(_ -> SMALL_JOB).toList();
  }

  /// One that waits when this returns.
  private CompletableFuture<Boolean> waiting(Unsaved.Reader reader) {
    int others = clock.alarms();
    CompletableFuture<Boolean> waiting =
        CompletableFuture.supplyAsync(() -> reader.awaitRoom(WAIT));
    await().until(() -> clock.alarms() == others + 1);
    return waiting;
  }

  private void enter(int jobs) {
    IntStream.range(0, jobs).forEach(_ -> unsaved.enter(SMALL));
  }

  private void leave(int jobs) {
    IntStream.range(0, jobs).forEach(_ -> unsaved.leave(SMALL));
  }
}
