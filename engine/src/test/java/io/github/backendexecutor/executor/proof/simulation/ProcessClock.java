package io.github.backendexecutor.executor.proof.simulation;

import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;

/// The common time, as one process sees it: its alarms ring on threads of its own, so a paused
/// process hears them late and a dead one never.
record ProcessClock(ManualClock time, Stepper.Process process) implements Clock {
  @Override
  public Instant now() {
    return time.now();
  }

  @Override
  public long nanos() {
    return time.nanos();
  }

  @Override
  public Alarm alarm(Duration after, Runnable action) {
    return time.alarm(after, () -> process.start(action));
  }
}
