package io.github.backendexecutor.executor.flow;

import io.github.backendexecutor.executor.spi.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/// Knows whether the database, or Redis, is out of reach, and says so in two log lines: one when it
/// starts, one when it ends. It lasts while one of those who use it (its parties) has failed and
/// not succeeded since.
public final class Outage {
  private static final Logger LOG = LoggerFactory.getLogger(Outage.class);
  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 2_000;

  private final String what;
  private final Clock clock;
  private final Map<String, Long> failing = new ConcurrentHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private long since;
  private boolean shut;

  public Outage(String what, Clock clock) {
    this.what = what;
    this.clock = clock;
  }

  public boolean present() {
    return !failing.isEmpty();
  }

  /// This party's call has failed. Waits before it may try again, longer after each failure in a
  /// row.
  void failed(String party, RuntimeException why) {
    lock.lock();
    try {
      if (failing.isEmpty()) {
        since = clock.nanos();
        plain(() -> LOG.warn("{} is out of reach, waiting for it: {}", what, why.getMessage()));
      }
      long pause = failing.merge(party, FIRST_PAUSE_MILLIS, (old, _) -> longer(old));
      waitFor(Duration.ofMillis(jittered(pause)), false);
    } finally {
      lock.unlock();
    }
  }

  /// This party's call has succeeded.
  void worked(String party) {
    if (failing.isEmpty()) {
      return;
    }
    lock.lock();
    try {
      if (failing.remove(party) != null && failing.isEmpty()) {
        long seconds = Duration.ofNanos(clock.nanos() - since).toSeconds();
        plain(() -> LOG.info("{} is back after {} s", what, seconds));
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Waits until there is no outage, at most this long.
  void awaitEnd(Duration atMost) {
    if (failing.isEmpty()) {
      return;
    }
    lock.lock();
    try {
      waitFor(atMost, true);
    } finally {
      lock.unlock();
    }
  }

  /// Ends all waiting, now and later: the process is stopping and goes without.
  public void shut() {
    lock.lock();
    try {
      shut = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  boolean isShut() {
    lock.lock();
    try {
      return shut;
    } finally {
      lock.unlock();
    }
  }

  private void waitFor(Duration pause, boolean orEnd) {
    boolean[] over = {false};
    Clock.Alarm alarm = clock.alarm(pause, () -> wake(over));
    while (!over[0] && !shut && !(orEnd && failing.isEmpty())) {
      changed.awaitUninterruptibly();
    }
    alarm.cancel();
  }

  private void wake(boolean[] over) {
    lock.lock();
    try {
      over[0] = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// The outage is not the doing of the job whose thread happened to meet it.
  private static void plain(Runnable line) {
    Map<String, String> job = MDC.getCopyOfContextMap();
    MDC.clear();
    line.run();
    if (job != null) {
      MDC.setContextMap(job);
    }
  }

  private static long longer(long pause) {
    return Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
  }

  private static long jittered(long pause) {
    return ThreadLocalRandom.current().nextLong(pause / 2, pause + 1);
  }
}
