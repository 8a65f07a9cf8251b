package io.github.backendexecutor.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backendexecutor.executor.testing.ManualClock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Status;

/// When a process is given up.
class LoopsHealthTest {
  private final ManualClock clock = new ManualClock();
  private final AtomicBoolean stuck = new AtomicBoolean();
  private final LoopsHealth health = new LoopsHealth(stuck::get, clock);

  @Test
  void a_loop_that_hangs_for_two_minutes_fails_the_liveness() {
    stuck.set(true);
    assertThat(statusAfter(Duration.ofSeconds(110))).isEqualTo(Status.UP);
    assertThat(statusAfter(Duration.ofSeconds(20))).isEqualTo(Status.DOWN);
    stuck.set(false);
    assertThat(statusAfter(Duration.ofSeconds(10))).isEqualTo(Status.UP);
  }

  @Test
  void a_loop_that_recovers_in_between_is_well() {
    stuck.set(true);
    statusAfter(Duration.ofSeconds(110));
    stuck.set(false);
    statusAfter(Duration.ofSeconds(10));
    stuck.set(true);
    assertThat(statusAfter(Duration.ofSeconds(110))).isEqualTo(Status.UP);
  }

  @Test
  void what_nobody_looked_at_is_held_against_nobody() {
    stuck.set(true);
    health.health();
    clock.advance(Duration.ofHours(1));
    assertThat(health.health().getStatus()).isEqualTo(Status.UP);
  }

  /// Looked at every ten seconds.
  private Status statusAfter(Duration time) {
    Status status = Status.UNKNOWN;
    for (long second = 0; second < time.toSeconds(); second += 10) {
      clock.advance(Duration.ofSeconds(10));
      status = health.health().getStatus();
    }
    return status;
  }
}
