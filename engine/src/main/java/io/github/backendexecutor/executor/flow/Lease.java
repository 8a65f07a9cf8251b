package io.github.backendexecutor.executor.flow;

import io.github.backendexecutor.executor.spi.Clock;
import java.time.Duration;

/// Whether this process may start anything. Each beat in the database renews it for a time that is
/// no longer than others wait before they take this process for dead. So a process that was paused,
/// or that cannot beat, starts nothing that may belong to another one by then. What already runs
/// goes on.
final class Lease {
  /// Three beats: nobody is taken for dead sooner.
  static final Duration LENGTH = Vigil.BEAT.multipliedBy(3);

  private final Clock clock;
  private final Monitor monitor;
  private volatile long end;
  private boolean shut;

  Lease(Clock clock) {
    this.clock = clock;
    this.monitor = new Monitor(clock);
    this.end = clock.nanos();
  }

  boolean valid() {
    return clock.nanos() - end < 0;
  }

  /// How long ago the latest beat was sent that has arrived; before the first one, how long ago
  /// this process started and a little more.
  Duration sinceBeat() {
    return Duration.ofNanos(clock.nanos() - end).plus(LENGTH);
  }

  /// A beat that was sent at this time, by [Clock#nanos], has arrived.
  void renew(long sentAt) {
    monitor.change(() -> end = sentAt + LENGTH.toNanos());
  }

  /// Waits until it is valid. False when [#shut] ended the wait.
  boolean await() {
    if (!valid()) {
      monitor.await(() -> valid() || shut);
    }
    return valid();
  }

  /// Waits until it is valid, at most this long. True when it is.
  boolean await(Duration atMost) {
    if (!valid()) {
      monitor.await(() -> valid() || shut, atMost);
    }
    return valid();
  }

  /// Ends all waiting, now and later.
  void shut() {
    monitor.change(() -> shut = true);
  }
}
