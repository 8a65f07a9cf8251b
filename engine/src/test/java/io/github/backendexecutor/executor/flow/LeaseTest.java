package io.github.backendexecutor.executor.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.backendexecutor.executor.testing.ManualClock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LeaseTest {
  private final ManualClock clock = new ManualClock();
  private final Lease lease = new Lease(clock);

  @Test
  void nothing_starts_before_the_first_beat() {
    assertThat(lease.valid()).isFalse();
    lease.renew(clock.nanos());
    assertThat(lease.valid()).isTrue();
  }

  @Test
  void it_counts_from_when_the_beat_was_sent_not_from_when_it_arrived() {
    long sent = clock.nanos();
    clock.advance(Duration.ofSeconds(5));
    lease.renew(sent);
    assertThat(lease.valid()).isTrue();
    clock.advance(Duration.ofSeconds(1));
    assertThat(lease.valid()).isFalse();
  }

  @Test
  void who_waits_goes_on_with_the_next_beat() {
    CompletableFuture<Boolean> waiting = CompletableFuture.supplyAsync(lease::await);
    lease.renew(clock.nanos());
    assertThat(waiting.join()).isTrue();
  }

  @Test
  void a_stop_ends_the_wait_without_it() {
    CompletableFuture<Boolean> waiting = CompletableFuture.supplyAsync(lease::await);
    lease.shut();
    assertThat(waiting.join()).isFalse();
  }

  @Test
  void a_bounded_wait_ends_without_it() {
    CompletableFuture<Boolean> waiting =
        CompletableFuture.supplyAsync(() -> lease.await(Duration.ofSeconds(2)));
    await().until(() -> clock.alarms() == 1);
    clock.advance(Duration.ofSeconds(2));
    assertThat(waiting.join()).isFalse();
  }
}
