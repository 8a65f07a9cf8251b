package io.github.backendexecutor.app.push;

import io.github.backendexecutor.executor.job.Notification;
import io.github.backendexecutor.executor.job.Notification.Outcome;
import io.github.backendexecutor.executor.spi.Evidence;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Counts notifications since the start and remembers the latest ones.
final class RecentEvidence implements Evidence {
  private static final int MOST = 1_000;

  private final Deque<Notification> latest = new ArrayDeque<>();
  private final Map<String, Map<Outcome, Long>> counts = new TreeMap<>();

  @Override
  public synchronized void keep(Notification notification) {
    counts
        .computeIfAbsent(notification.event(), _ -> new TreeMap<>())
        .merge(notification.outcome(), 1L, Long::sum);
    latest.addFirst(notification);
    if (latest.size() > MOST) {
      latest.removeLast();
    }
  }

  /// The newest thousand, newest first.
  synchronized List<Notification> latest() {
    return List.copyOf(latest);
  }

  /// How many of this event ended so.
  synchronized long count(String event, Outcome outcome) {
    return counts.getOrDefault(event, Map.of()).getOrDefault(outcome, 0L);
  }

  /// All counts by event and outcome.
  synchronized Map<String, Map<Outcome, Long>> counts() {
    Map<String, Map<Outcome, Long>> copy = new TreeMap<>();
    counts.forEach((event, byOutcome) -> copy.put(event, new TreeMap<>(byOutcome)));
    return copy;
  }
}
