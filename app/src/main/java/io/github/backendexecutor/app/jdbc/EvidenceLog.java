package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.job.Notification;
import io.github.backendexecutor.executor.job.Notification.Outcome;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.Evidence;
import io.github.backendexecutor.executor.spi.GroupCommit;
import io.github.backendexecutor.executor.spi.NotificationCounts;
import io.github.backendexecutor.executor.spi.StoreUnavailable;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes evidence of notifications beside everything else: whoever hands it in waits for nothing,
/// and a few transactions a second write it, so that it takes little from the jobs' own. While the
/// database is away it waits, up to half a minute and so many; what is given up is counted.
public final class EvidenceLog implements Evidence, NotificationCounts, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EvidenceLog.class);
  private static final int MAX_BATCH = 1_000;
  private static final int MOST_WAITING = 10_000;
  private static final Duration GATHERING = Duration.ofMillis(200);
  private static final Duration AGAIN = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final JdbcNotifications table;
  private final Clock clock;
  private final Map<Outcome, LongAdder> counts = new EnumMap<>(Outcome.class);
  private final LongAdder dropped = new LongAdder();
  private final CompletableFuture<@Nullable Void> closing = new CompletableFuture<>();
  private final GroupCommit<Notification, Boolean> writes;
  private volatile boolean away;

  EvidenceLog(JdbcNotifications table, Clock clock) {
    this.table = table;
    this.clock = clock;
    Arrays.stream(Outcome.values()).forEach(outcome -> counts.put(outcome, new LongAdder()));
    this.writes = new GroupCommit<>("evidence", MAX_BATCH, StoreUnavailable.class, this::write);
  }

  @Override
  public void keep(Notification notification) {
    counts(notification.outcome()).increment();
    if (!writes.offer(notification, MOST_WAITING)) {
      dropped.increment();
    }
  }

  @Override
  public Map<Outcome, Long> byOutcome() {
    Map<Outcome, Long> sums = new EnumMap<>(Outcome.class);
    counts.forEach((outcome, count) -> sums.put(outcome, count.sum()));
    return sums;
  }

  @Override
  public long dropped() {
    return dropped.sum();
  }

  @SuppressWarnings("NullAway") // the constructor put all of them in
  private LongAdder counts(Outcome outcome) {
    return counts.get(outcome);
  }

  private List<Boolean> write(List<Notification> batch) {
    rest(GATHERING); // what comes meanwhile goes out as the next batch
    long start = clock.nanos();
    boolean written = false;
    boolean patient = true;
    while (!written && patient) {
      written = isWritten(batch);
      // after a first long wait the later batches do not wait as long again
      patient = !closing.isDone() && !away && clock.nanos() - start < PATIENCE.toNanos();
      if (!written && patient) {
        rest(AGAIN);
      }
    }
    note(written, batch.size());
    return batch.stream().map(_ -> true).toList();
  }

  private boolean isWritten(List<Notification> batch) {
    try {
      table.add(batch);
      return true;
    } catch (StoreUnavailable e) {
      LOG.debug("evidence waits for the database", e);
      return false;
    } catch (RuntimeException e) { // trying again would not help
      LOG.warn("what became of {} notifications cannot be kept", batch.size(), e);
      dropped.add(batch.size());
      return true;
    }
  }

  private void note(boolean written, int size) {
    if (!written) {
      dropped.add(size);
    }
    if (written == away) {
      away = !written;
      if (away) {
        LOG.warn("what became of notifications is not kept: the database is away for too long");
      } else {
        LOG.info("what became of notifications is kept again; {} were not", dropped.sum());
      }
    }
  }

  private void rest(Duration time) {
    CompletableFuture<@Nullable Void> rested = new CompletableFuture<>();
    Clock.Alarm alarm = clock.alarm(time, () -> rested.complete(null));
    CompletableFuture.anyOf(closing, rested).join();
    alarm.cancel();
  }

  /// Writes what has come, if the database answers.
  @Override
  public void close() {
    closing.complete(null);
    writes.close();
  }
}
