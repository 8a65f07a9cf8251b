package io.github.backendexecutor.signalr.hub;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// Time that stands still until a test moves it; alarms then ring on the test's thread.
public final class ManualClock implements HubClock {
  private final PriorityQueue<Alarm> alarms =
      new PriorityQueue<>(Comparator.comparingLong(Alarm::at));
  private long nanos;

  @Override
  public synchronized Instant now() {
    return Instant.parse("2026-01-01T00:00:00Z").plusNanos(nanos);
  }

  @Override
  public synchronized long nanos() {
    return nanos;
  }

  @Override
  public synchronized void alarm(Duration after, Runnable action) {
    alarms.add(new Alarm(nanos + after.toNanos(), action));
  }

  public void advance(Duration time) {
    long until = nanos() + time.toNanos();
    for (Alarm alarm = due(until); alarm != null; alarm = due(until)) {
      alarm.action().run();
    }
    moveTo(until);
  }

  public void seconds(int seconds) {
    advance(Duration.ofSeconds(seconds));
  }

  private synchronized @Nullable Alarm due(long until) {
    Alarm next = alarms.peek();
    if (next == null || next.at() > until) {
      return null;
    }
    nanos = Math.max(nanos, next.at());
    return alarms.remove();
  }

  private synchronized void moveTo(long until) {
    nanos = Math.max(nanos, until);
  }

  private record Alarm(long at, Runnable action) {}
}
