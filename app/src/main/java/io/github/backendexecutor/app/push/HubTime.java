package io.github.backendexecutor.app.push;

import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.signalr.hub.HubClock;
import java.time.Duration;
import java.time.Instant;

/// The program's clock, for the hub.
record HubTime(Clock clock) implements HubClock {
  @Override
  public Instant now() {
    return clock.now();
  }

  @Override
  public long nanos() {
    return clock.nanos();
  }

  @Override
  public void alarm(Duration after, Runnable action) {
    clock.alarm(after, action);
  }
}
