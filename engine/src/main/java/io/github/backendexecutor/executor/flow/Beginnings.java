package io.github.backendexecutor.executor.flow;

import io.github.backendexecutor.executor.spi.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/// How many jobs were read whose begin is not committed yet. While they are many nothing more is
/// read: what the database has not taken in is better off in Redis, where other instances find it,
/// than in the memory of this process.
final class Beginnings {
  /// Enough for one batch that is written and one that waits.
  private static final int MOST = 2_000;

  private final AtomicInteger waiting = new AtomicInteger();
  private final Monitor monitor;

  Beginnings(Clock clock) {
    this.monitor = new Monitor(clock);
  }

  /// A job was read.
  void enter() {
    waiting.incrementAndGet();
  }

  /// Its begin is committed, or has failed.
  void leave() {
    if (waiting.getAndDecrement() == MOST) {
      monitor.change(() -> {});
    }
  }

  boolean many() {
    return waiting.get() >= MOST;
  }

  /// Waits until they are few, at most this long. True when they are.
  boolean awaitFew(Duration atMost) {
    return !many() || monitor.await(() -> !many(), atMost);
  }
}
