package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.job.EventNumber;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The numbers of events that this process has just committed, until they are told.
final class RecentNumbers {
  /// Those that are never told, as when an answer was lost, fall out at the old end.
  private static final int MOST = 10_000;

  private final Map<String, EventNumber> numbers =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, EventNumber> eldest) {
          return size() > MOST;
        }
      };

  synchronized void add(Map<String, EventNumber> committed) {
    numbers.putAll(committed);
  }

  synchronized @Nullable EventNumber take(String eventId) {
    return numbers.remove(eventId);
  }
}
