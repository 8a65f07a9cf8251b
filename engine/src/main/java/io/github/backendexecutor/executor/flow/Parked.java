package io.github.backendexecutor.executor.flow;

import io.github.backendexecutor.executor.job.Entry;
import io.github.backendexecutor.executor.spi.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/// Entries that stay pending though nothing can be done about them yet: their jobs wait for their
/// time, or run from another entry. The scan passes them over for a while, since asking the
/// database about each of them again and again would be most of its work.
final class Parked {
  private static final Duration WHILE_WAITING = Duration.ofSeconds(60);
  private static final Duration WHILE_RUNNING = Duration.ofSeconds(10);

  /// More are asked about each time.
  private static final int MOST = 200_000;

  private final Clock clock;
  private final Map<Entry, Long> ends = new ConcurrentHashMap<>();

  Parked(Clock clock) {
    this.clock = clock;
  }

  /// The job of this entry waits for its time.
  void waits(Entry entry) {
    park(entry, WHILE_WAITING);
  }

  /// The job of this entry runs already.
  void runs(Entry entry) {
    park(entry, WHILE_RUNNING);
  }

  boolean holds(Entry entry) {
    Long end = ends.get(entry);
    return end != null && clock.nanos() - end < 0;
  }

  boolean isEmpty() {
    return ends.isEmpty();
  }

  /// How many entries of this stream it holds that also are so.
  int in(String stream, Predicate<Entry> so) {
    return (int)
        ends.keySet().stream()
            .filter(entry -> entry.stream().equals(stream) && holds(entry) && so.test(entry))
            .count();
  }

  /// Forgets those whose while is over.
  void tidy() {
    long now = clock.nanos();
    ends.values().removeIf(end -> now - end >= 0);
  }

  /// Forgets all: somebody changed jobs that wait.
  void clear() {
    ends.clear();
  }

  private void park(Entry entry, Duration time) {
    if (ends.size() < MOST) {
      ends.put(entry, clock.nanos() + time.toNanos());
    }
  }
}
