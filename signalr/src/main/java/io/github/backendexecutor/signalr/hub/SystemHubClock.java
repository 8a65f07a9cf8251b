package io.github.backendexecutor.signalr.hub;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// The time of this machine, with one thread for all alarms. Closing it silences them.
public final class SystemHubClock implements HubClock, AutoCloseable {
  private final ScheduledExecutorService timer = HubThreads.timer();

  @Override
  public Instant now() {
    return Instant.now();
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public void alarm(Duration after, Runnable action) {
    var _ = timer.schedule(action, after.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
