package io.github.backendexecutor.app.runner;

import io.github.backendexecutor.executor.spi.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// The time of the system.
final class TestClock implements Clock, AutoCloseable {
  private final ScheduledExecutorService alarms =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());

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
    Future<?> alarm = alarms.schedule(action, after.toNanos(), TimeUnit.NANOSECONDS);
    return () -> alarm.cancel(false);
  }

  @Override
  public void close() {
    alarms.shutdownNow();
  }
}
