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
    CompletableFuture<Boolean> reader =
        CompletableFuture.supplyAsync(() -> beginnings.awaitFew(WAIT));
    await().until(() -> clock.alarms() == 1);
    beginnings.leave();
    assertThat(reader.join()).isTrue();
  }

  @Test
  void a_wait_ends_with_many_so_that_a_loop_sees_that_it_is_to_stop() {
    read(2_500);
    CompletableFuture<Boolean> reader =
        CompletableFuture.supplyAsync(() -> beginnings.awaitFew(WAIT));
    await().until(() -> clock.alarms() == 1);
    beginnings.leave();
    clock.advance(WAIT);
    assertThat(reader.join()).isFalse();
  }

  private void read(int jobs) {
    IntStream.range(0, jobs).forEach(_ -> beginnings.enter());
  }
}
