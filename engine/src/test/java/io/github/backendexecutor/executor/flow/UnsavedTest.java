package io.github.backendexecutor.executor.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.backendexecutor.executor.testing.ManualClock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class UnsavedTest {
  private static final Duration WAIT = Duration.ofSeconds(2);
  private static final long SMALL = 1_000;
  private static final long MEBIBYTE = 1024 * 1024;

  private final ManualClock clock = new ManualClock();
  private final Unsaved unsaved = new Unsaved(clock);

  @Test
  void while_few_are_unsaved_nobody_waits() {
    read(1_999);
    assertThat(unsaved.awaitFew(WAIT)).isTrue();
  }

  @Test
  void a_reader_waits_while_many_are_unsaved_and_goes_on_when_one_less_is() {
    read(2_000);
    CompletableFuture<Boolean> reader = reader();
    unsaved.leave(SMALL);
    assertThat(reader.join()).isTrue();
  }

  @Test
  void a_wait_ends_with_many_so_that_a_loop_sees_that_it_is_to_stop() {
    read(2_500);
    CompletableFuture<Boolean> reader = reader();
    unsaved.leave(SMALL);
    clock.advance(WAIT);
    assertThat(reader.join()).isFalse();
  }

  @Test
  void large_jobs_are_many_before_they_are_so_in_number() {
    IntStream.range(0, 10).forEach(_ -> unsaved.enter(MEBIBYTE));
    CompletableFuture<Boolean> reader = reader();
    IntStream.range(0, 2).forEach(_ -> unsaved.leave(MEBIBYTE));
    assertThat(unsaved.many()).isTrue();
    unsaved.leave(MEBIBYTE);
    assertThat(reader.join()).isTrue();
  }

  @Test
  void readers_who_waited_read_one_after_the_other() {
    read(2_000);
    CompletableFuture<Boolean> first = reader();
    CompletableFuture<Boolean> second = reader();
    unsaved.leave(SMALL);
    assertThat(first.join()).isTrue();
    assertThat(second).isNotDone();
    read(500);
    unsaved.read();
    assertThat(second).isNotDone();
    IntStream.range(0, 500).forEach(_ -> unsaved.leave(SMALL));
    assertThat(second.join()).isTrue();
  }

  @Test
  void a_turn_that_brought_little_is_followed_by_the_next() {
    read(2_000);
    CompletableFuture<Boolean> first = reader();
    CompletableFuture<Boolean> second = reader();
    unsaved.leave(SMALL);
    assertThat(first.join()).isTrue();
    unsaved.read();
    assertThat(second.join()).isTrue();
  }

  /// One that waits when this returns.
  private CompletableFuture<Boolean> reader() {
    int others = clock.alarms();
    CompletableFuture<Boolean> reader = CompletableFuture.supplyAsync(() -> unsaved.awaitFew(WAIT));
    await().until(() -> clock.alarms() == others + 1);
    return reader;
  }

  private void read(int jobs) {
    IntStream.range(0, jobs).forEach(_ -> unsaved.enter(SMALL));
  }
}
