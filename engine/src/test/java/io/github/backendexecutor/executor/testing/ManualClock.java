package io.github.backendexecutor.executor.testing;

import io.github.backendexecutor.executor.spi.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// A clock that stands still until a test moves it. Alarms ring on the thread that moves it, in the
/// order of their times; one that is set for no time at all rings at the next move.
public final class ManualClock implements Clock {
  private final PriorityQueue<Ring> rings =
      new PriorityQueue<>(Comparator.comparingLong(Ring::at).thenComparingLong(Ring::number));
  private Instant now;
  private long nanos;
  private long alarms;

  public ManualClock() {
    this(Instant.parse("2030-01-01T00:00:00Z"));
  }

  public ManualClock(Instant now) {
    this.now = now;
  }

  /// Lets this much time pass and rings what falls due in it; each alarm sees its own time.
  public void advance(Duration time) {
    long end = nanos() + time.toNanos();
    for (Ring ring = nextUntil(end); ring != null; ring = nextUntil(end)) {
      ring.action().run();
    }
    moveTo(end);
  }

  /// Lets time pass until the next alarm, and rings it and those of the same moment. False when
  /// none is set: then no time passes.
  public boolean advanceToNext() {
    Ring next;
    synchronized (this) {
      next = rings.peek();
    }
    if (next == null) {
      return false;
    }
    advance(Duration.ofNanos(Math.max(0, next.at() - nanos())));
    return true;
  }

  /// How many alarms are set and have not rung.
  public synchronized int alarms() {
    return rings.size();
  }

  @Override
  public synchronized Instant now() {
    return now;
  }

  @Override
  public synchronized long nanos() {
    return nanos;
  }

  @Override
  public synchronized Alarm alarm(Duration after, Runnable action) {
    Ring ring = new Ring(nanos + Math.max(0, after.toNanos()), alarms++, action);
    rings.add(ring);
    return () -> cancel(ring);
  }

  private synchronized void cancel(Ring ring) {
    rings.remove(ring);
  }

  private synchronized @Nullable Ring nextUntil(long end) {
    Ring next = rings.peek();
    if (next == null || next.at() > end) {
      return null;
    }
    moveTo(next.at());
    return rings.poll();
  }

  private synchronized void moveTo(long time) {
    // an alarm's action may itself have moved the clock further
    long step = Math.max(0, time - nanos);
    now = now.plusNanos(step);
    nanos += step;
  }

  private record Ring(long at, long number, Runnable action) {}
}
