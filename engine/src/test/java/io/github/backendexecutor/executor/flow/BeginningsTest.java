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
class BeginningsTest {
  private static final Duration WAIT = Duration.ofSeconds(2);
  private static final long SMALL = 1_000;
  private static final long MEBIBYTE = 1024 * 1024;

  private final ManualClock clock = new ManualClock();
  private final Beginnings beginnings = new Beginnings(clock);

  @Test
  void while_few_have_not_begun_nobody_waits() {
    read(1_999);
    assertThat(beginnings.awaitFew(WAIT)).isTrue();
  }

  @Test
  void a_reader_waits_while_many_have_not_begun_and_goes_on_when_one_has() {
    read(2_000);
    CompletableFuture<Boolean> reader = reader();
    beginnings.leave(SMALL);
    assertThat(reader.join()).isTrue();
  }

  @Test
  void a_wait_ends_with_many_so_that_a_loop_sees_that_it_is_to_stop() {
    read(2_500);
    CompletableFuture<Boolean> reader = reader();
    beginnings.leave(SMALL);
    clock.advance(WAIT);
    assertThat(reader.join()).isFalse();
  }

  @Test
  void large_jobs_are_many_before_they_are_so_in_number() {
    IntStream.range(0, 40).forEach(_ -> beginnings.enter(MEBIBYTE));
    CompletableFuture<Boolean> reader = reader();
    IntStream.range(0, 8).forEach(_ -> beginnings.leave(MEBIBYTE));
    assertThat(beginnings.many()).isTrue();
    beginnings.leave(MEBIBYTE);
    assertThat(reader.join()).isTrue();
  }

  @Test
  void readers_who_waited_read_one_after_the_other() {
    read(2_000);
    CompletableFuture<Boolean> first = reader();
    CompletableFuture<Boolean> second = reader();
    beginnings.leave(SMALL);
    assertThat(first.join()).isTrue();
    assertThat(second).isNotDone();
    read(500);
    beginnings.read();
    assertThat(second).isNotDone();
    IntStream.range(0, 500).forEach(_ -> beginnings.leave(SMALL));
    assertThat(second.join()).isTrue();
  }

  @Test
  void a_turn_that_brought_little_is_followed_by_the_next() {
    read(2_000);
    CompletableFuture<Boolean> first = reader();
    CompletableFuture<Boolean> second = reader();
    beginnings.leave(SMALL);
    assertThat(first.join()).isTrue();
    beginnings.read();
    assertThat(second.join()).isTrue();
  }

  /// One that waits when this returns.
  private CompletableFuture<Boolean> reader() {
    int others = clock.alarms();
    CompletableFuture<Boolean> reader =
        CompletableFuture.supplyAsync(() -> beginnings.awaitFew(WAIT));
    await().until(() -> clock.alarms() == others + 1);
    return reader;
  }

  private void read(int jobs) {
    IntStream.range(0, jobs).forEach(_ -> beginnings.enter(SMALL));
  }
}
