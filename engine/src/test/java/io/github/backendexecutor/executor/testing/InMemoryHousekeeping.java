package io.github.backendexecutor.executor.testing;

import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.Housekeeping;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/// Removes ended jobs of an [InMemoryJobStore]; nothing else of it grows.
final class InMemoryHousekeeping implements Housekeeping {
  private final InMemoryRows rows;
  private final Clock clock;

  InMemoryHousekeeping(InMemoryRows rows, Clock clock) {
    this.rows = rows;
    this.clock = clock;
  }

  @Override
  public int remove(JobState state, Instant endedBefore, int max) {
    return rows.answer(() -> remove(oldest(state, endedBefore, max)));
  }

  @Override
  public int removeBeyond(JobState state, long keep, int max) {
    return rows.answer(() -> {
      long all = rows.all().stream().filter(row -> row.standing.state() == state).count();
      long beyond = Math.max(0, Math.min(max, all - keep));
      return remove(oldest(state, Instant.MAX, (int) beyond));
    });
  }

  private List<InMemoryRow> oldest(JobState state, Instant endedBefore, int max) {
    Instant floor = clock.now().minus(Duration.ofHours(FLOOR_HOURS));
    Instant before = endedBefore.isBefore(floor) ? endedBefore : floor;
    return rows.all().stream()
        .filter(row -> row.standing.state() == state && ended(row).isBefore(before))
        .sorted(Comparator.comparing(InMemoryHousekeeping::ended))
        .limit(max)
        .toList();
  }

  private static Instant ended(InMemoryRow row) {
    return Objects.requireNonNull(row.toLine().finishedAt());
  }

  private int remove(List<InMemoryRow> gone) {
    gone.forEach(row -> rows.remove(row.job.id()));
    return gone.size();
  }

  @Override
  public int remove(Leftover what, Instant before, int max) {
    return 0;
  }

  @Override
  public int fold(int max) {
    return 0;
  }
}
