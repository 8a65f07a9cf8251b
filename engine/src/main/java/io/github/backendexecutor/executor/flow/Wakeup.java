package io.github.backendexecutor.executor.flow;

import io.github.backendexecutor.executor.spi.Clock;
import java.time.Duration;

/// A loop's alarm clock: it sleeps until its time is over or somebody rings, whichever is first.
final class Wakeup {
  private final Monitor monitor;
  private boolean rung;
  private volatile boolean shut;

  Wakeup(Clock clock) {
    this.monitor = new Monitor(clock);
  }

  /// Waits this long, or until the next ring; one that came since the last wait counts. False after
  /// [#shut].
  boolean await(Duration atMost) {
    monitor.await(() -> rung || shut, atMost);
    monitor.change(() -> rung = false); // a ring that is lost here came just in time
    return !shut;
  }

  void ring() {
    monitor.change(() -> rung = true);
  }

  /// Ends all waiting, now and later.
  void shut() {
    monitor.change(() -> shut = true);
  }
}
