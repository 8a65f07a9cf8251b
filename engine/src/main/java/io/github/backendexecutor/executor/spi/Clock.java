package io.github.backendexecutor.executor.spi;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;

/// All time in this program: what time it is, how much has passed, and being woken later.
public interface Clock {
  /// The wall clock, for people and for due times. It may jump.
  Instant now();

  /// Nanoseconds of a clock that never jumps, for measuring.
  long nanos();

  /// Runs `action` once after this long, on a thread of the clock. The action must not block.
  Alarm alarm(Duration after, Runnable action);

  /// Waits this long.
  default void sleep(Duration time) throws InterruptedException {
    CountDownLatch over = new CountDownLatch(1);
    Alarm alarm = alarm(time, over::countDown);
    try {
      over.await();
    } finally {
      alarm.cancel();
    }
  }

  /// An alarm that has been set.
  @FunctionalInterface
  interface Alarm {
    /// Takes it back. Does nothing when it has rung.
    void cancel();
  }
}
