package io.github.backendexecutor.executor.spi;

import io.github.backendexecutor.executor.job.EndedCount;
import io.github.backendexecutor.executor.job.FailureGroup;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How many jobs there are, from counters that are kept as jobs change: never counted.
///
/// Every call throws [StoreUnavailable] when the database cannot be reached.
public interface JobCounts {
  /// How many jobs of each role are in each state; what has none is absent.
  Map<Role, Map<JobState, Long>> standing();

  /// How many jobs ended from `from` (inclusive) to `to` (exclusive), by spans of this length, role
  /// and state, oldest first; spans without are absent. Spans begin at multiples of their length
  /// since 1970, in UTC.
  ///
  /// @param step whole minutes, which are known for two days; from an hour on whole hours, known
  ///   for as long as jobs are
  /// @param role null: all
  List<EndedCount> ended(Instant from, Instant to, Duration step, @Nullable Role role);

  /// For each role the time since which its longest-waiting row could have started; roles of which
  /// none is due are absent. Of entries that nobody has read the database knows nothing.
  Map<Role, Instant> oldestWaiting();

  /// The failed jobs by kind of error, the most frequent first.
  ///
  /// @param role null: all
  List<FailureGroup> failures(@Nullable Role role, int limit);
}
