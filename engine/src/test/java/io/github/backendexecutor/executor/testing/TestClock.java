package io.github.backendexecutor.executor.testing;

import io.github.backendexecutor.executor.spi.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// The system's time, for tests that wait for real servers.
public final class TestClock implements Clock, AutoCloseable {
  private final ScheduledExecutorService alarms =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("test-clock").factory());

  @Override
  public Instant now() {
    return Instant.now();
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public Alarm alarm(Duration after, Runnable action) {
    Future<?> ring = alarms.schedule(action, after.toNanos(), TimeUnit.NANOSECONDS);
    return () -> ring.cancel(false);
  }

  @Override
  public void close() {
    alarms.shutdownNow();
  }
}
