package io.github.backendexecutor.executor.testing;

import io.github.backendexecutor.executor.job.AttemptRecord;
import io.github.backendexecutor.executor.job.EndedCount;
import io.github.backendexecutor.executor.job.ErrorKey;
import io.github.backendexecutor.executor.job.FailureGroup;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.JobCounts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The counts of an [InMemoryJobStore], counted anew each time.
final class InMemoryCounts implements JobCounts {
  private final InMemoryRows rows;
  private final Clock clock;

  InMemoryCounts(InMemoryRows rows, Clock clock) {
    this.rows = rows;
    this.clock = clock;
  }

  @Override
  public Map<Role, Map<JobState, Long>> standing() {
    return rows.answer(() -> {
      Map<Role, Map<JobState, Long>> counts = new TreeMap<>();
      for (InMemoryRow row : rows.all()) {
        counts
            .computeIfAbsent(row.job.role(), _ -> new EnumMap<>(JobState.class))
            .merge(row.standing.state(), 1L, Long::sum);
      }
      return counts;
    });
  }

  @Override
  public List<EndedCount> ended(Instant from, Instant to, Duration step, @Nullable Role role) {
    return rows.answer(() -> {
      List<EndedCount> ends = new ArrayList<>();
      for (InMemoryRow row : rows.all()) {
        row.generations.forEach(
            past -> ends.add(end(row, past.state(), past.attempt(), past.finishedAt())));
        Instant finished = row.toLine().finishedAt();
        if (finished != null) {
          ends.add(end(row, row.standing.state(), row.standing.attempt(), finished));
        }
      }
      Map<List<Object>, EndedCount> spans = new HashMap<>();
      for (EndedCount end : ends) {
        Instant at = floor(end.at(), step);
        if (!at.isBefore(floor(from, step))
            && at.isBefore(to)
            && (role == null || end.role().equals(role))) {
          spans.merge(List.of(at, end.role(), end.state()), at(at, end), InMemoryCounts::sum);
        }
      }
      return spans.values().stream()
          .sorted(
              Comparator.comparing(EndedCount::at)
                  .thenComparing(EndedCount::role)
                  .thenComparing(EndedCount::state))
          .toList();
    });
  }

  private EndedCount end(InMemoryRow row, JobState state, int attempt, Instant at) {
    long run =
        rows.attempts(row.job.id()).stream()
            .filter(one -> one.attempt() == attempt && one.endedAt().equals(at))
            .mapToLong(InMemoryCounts::millis)
            .sum();
    return new EndedCount(at, row.job.role(), state, 1, row.waitMillis(), run);
  }

  private static long millis(AttemptRecord attempt) {
    return Duration.between(attempt.startedAt(), attempt.endedAt()).toMillis();
  }

  private static Instant floor(Instant time, Duration step) {
    return Instant.ofEpochMilli(time.toEpochMilli() / step.toMillis() * step.toMillis());
  }

  private static EndedCount at(Instant at, EndedCount end) {
    return new EndedCount(
        at, end.role(), end.state(), end.count(), end.waitMillis(), end.runMillis());
  }

  private static EndedCount sum(EndedCount one, EndedCount other) {
    return new EndedCount(
        one.at(),
        one.role(),
        one.state(),
        one.count() + other.count(),
        one.waitMillis() + other.waitMillis(),
        one.runMillis() + other.runMillis());
  }

  @Override
  public Map<Role, Instant> oldestWaiting() {
    return rows.answer(() -> {
      Map<Role, Instant> oldest = new TreeMap<>();
      for (InMemoryRow row : rows.all()) {
        if (row.nextRunAt != null && !row.nextRunAt.isAfter(clock.now())) {
          oldest.merge(row.job.role(), row.due(), (a, b) -> a.isBefore(b) ? a : b);
        }
      }
      return oldest;
    });
  }

  @Override
  public List<FailureGroup> failures(@Nullable Role role, int limit) {
    return rows.answer(() -> {
      Map<List<Object>, FailureGroup> groups = new HashMap<>();
      for (InMemoryRow row : rows.all()) {
        String key = row.errorKey();
        if (key != null && (role == null || row.job.role().equals(role))) {
          groups.merge(List.of(key, row.job.role()), group(row, key), InMemoryCounts::latest);
        }
      }
      return groups.values().stream()
          .sorted(
              Comparator.comparingLong(FailureGroup::count)
                  .reversed()
                  .thenComparing(FailureGroup::errorKey)
                  .thenComparing(FailureGroup::role))
          .limit(limit)
          .toList();
    });
  }

  private static FailureGroup group(InMemoryRow row, String key) {
    return new FailureGroup(
        key,
        row.job.role(),
        1,
        Objects.requireNonNullElse(row.toLine().error(), ErrorKey.of("")),
        row.job.id(),
        Objects.requireNonNull(row.toLine().finishedAt()));
  }

  private static FailureGroup latest(FailureGroup one, FailureGroup other) {
    FailureGroup last = other.lastAt().isBefore(one.lastAt()) ? one : other;
    return new FailureGroup(
        last.errorKey(),
        last.role(),
        one.count() + other.count(),
        last.example(),
        last.lastJob(),
        last.lastAt());
  }
}
