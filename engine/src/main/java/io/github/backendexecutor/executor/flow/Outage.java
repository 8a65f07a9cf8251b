package io.github.backendexecutor.executor.flow;

import io.github.backendexecutor.executor.spi.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
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
  private final DoubleSupplier chance;
  private final Map<String, Long> failing = new ConcurrentHashMap<>();
  private final Monitor monitor;
  private volatile @Nullable Instant start;
  private long startNanos;
  private volatile boolean shut;

  /// @param chance numbers from 0 to 1 that spread the pauses
  public Outage(String what, Clock clock, DoubleSupplier chance) {
    this.what = what;
    this.clock = clock;
    this.monitor = new Monitor(clock);
    this.chance = chance;
  }

  public boolean present() {
    return !failing.isEmpty();
  }

  /// Since when it lasts; null: there is none.
  public @Nullable Instant since() {
    return start;
  }

  /// This party's call has failed. Waits before it may try again, longer after each failure in a
  /// row.
  void failed(String party, RuntimeException why) {
    long[] pause = {0};
    monitor.change(() -> {
      if (failing.isEmpty()) {
        start = clock.now();
        startNanos = clock.nanos();
        plain(() -> LOG.warn("{} is out of reach, waiting for it: {}", what, why.getMessage()));
      }
      pause[0] = failing.merge(party, FIRST_PAUSE_MILLIS, (old, _) -> longer(old));
    });
    monitor.await(() -> shut, Duration.ofMillis(jittered(pause[0])));
  }

  /// This party's call has succeeded.
  void worked(String party) {
    if (failing.isEmpty()) {
      return;
    }
    monitor.change(() -> {
      if (failing.remove(party) != null && failing.isEmpty()) {
        long seconds = Duration.ofNanos(clock.nanos() - startNanos).toSeconds();
        start = null;
        plain(() -> LOG.info("{} is back after {} s", what, seconds));
      }
    });
  }

  /// Waits until there is no outage, at most this long.
  void awaitEnd(Duration atMost) {
    if (!failing.isEmpty()) {
      monitor.await(() -> shut || failing.isEmpty(), atMost);
    }
  }

  /// Ends all waiting, now and later: the process is stopping and goes without.
  public void shut() {
    monitor.change(() -> shut = true);
  }

  boolean isShut() {
    return shut;
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

  private long jittered(long pause) {
    return pause / 2 + (long) (pause / 2.0 * chance.getAsDouble());
  }
}
