package io.github.backendexecutor.app.wiring;

import io.github.backendexecutor.app.config.RetentionConfig;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.Housekeeping;
import io.github.backendexecutor.executor.spi.Housekeeping.Leftover;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.IntSupplier;

/// Decides what is too old or too much, and has it removed in small steps with pauses between them,
/// so that jobs never wait for it.
final class Housekeeper {
  private static final int STEP = 500;
  private static final int FOLDED = 5_000;

  /// So many steps of one kind at most in one round; the rest is for the next one.
  private static final int MAX_STEPS = 200;

  private static final Duration PAUSE = Duration.ofMillis(20);

  private static final Map<Leftover, Duration> LEFTOVERS =
      Map.of(
          Leftover.AUDIT,
          Duration.ofDays(365),
          Leftover.EVENTS,
          Duration.ofDays(30),
          Leftover.SUBMISSIONS,
          Duration.ofDays(7),
          Leftover.MINUTES,
          Duration.ofDays(2),
          Leftover.HOURS,
          Duration.ofDays(400));

  private final Housekeeping house;
  private final RetentionConfig retention;
  private final Clock clock;

  Housekeeper(Housekeeping house, RetentionConfig retention, Clock clock) {
    this.house = house;
    this.retention = retention;
    this.clock = clock;
  }

  /// Folds the changes of counters, which readers would have to add up.
  ///
  /// @return how many there were
  int fold() throws InterruptedException {
    return repeat(FOLDED, () -> house.fold(FOLDED));
  }

  /// Removes what is too old, and what is too much.
  ///
  /// @return how many jobs were removed
  int cleanUp() throws InterruptedException {
    Instant now = clock.now();
    int removed =
        remove(JobState.COMPLETED, now.minus(retention.completed()))
            + remove(JobState.FAILED, now.minus(retention.failed()))
            + remove(JobState.CANCELLED, now.minus(retention.cancelled()));
    for (Map.Entry<Leftover, Duration> leftover : LEFTOVERS.entrySet()) {
      Instant before = now.minus(leftover.getValue());
      repeat(STEP, () -> house.remove(leftover.getKey(), before, STEP));
    }
    return removed;
  }

  private int remove(JobState state, Instant before) throws InterruptedException {
    return repeat(STEP, () -> house.remove(state, before, STEP))
        + repeat(STEP, () -> house.removeBeyond(state, retention.maxRows(), STEP));
  }

  /// Repeats a step until it finds less than it could do.
  private int repeat(int full, IntSupplier step) throws InterruptedException {
    int all = 0;
    for (int i = 0; i < MAX_STEPS; i++) {
      int done = step.getAsInt();
      all += done;
      if (done < full) {
        break;
      }
      clock.sleep(PAUSE);
    }
    return all;
  }
}
