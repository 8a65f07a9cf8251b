package io.github.backendexecutor.app.redis;

import io.github.backendexecutor.executor.spi.Clock;
import java.time.Duration;
import java.time.Instant;

/// A clock that stands still.
record TestClock(Instant now) implements Clock {
  static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  TestClock() {
    this(NOON);
  }

  @Override
  public long nanos() {
    return 0;
  }

  @Override
  public Alarm alarm(Duration after, Runnable action) {
    throw new UnsupportedOperationException("nothing here waits");
  }
}
