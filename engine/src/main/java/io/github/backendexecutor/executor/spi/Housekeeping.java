package io.github.backendexecutor.executor.spi;

import io.github.backendexecutor.executor.job.JobState;
import java.time.Instant;

/// Removes what is too old or too much, a little at a time: each call is one short transaction that
/// holds nobody up. Any number of instances may call at once; then one works and the others find
/// nothing to do.
///
/// A job's entry may still be in its stream while its row is removed, or come again: it would then
/// be taken for a new job and run once more. So nothing that ended within [#FLOOR_HOURS] is ever
/// removed.
///
/// Every call throws [StoreUnavailable] when the database cannot be reached.
public interface Housekeeping {
  /// How long an ended job is kept at least.
  int FLOOR_HOURS = 1;

  /// What else grows.
  enum Leftover {
    /// Lines of the audit log.
    AUDIT,
    /// Events of jobs, which followers catch up with.
    EVENTS,
    /// Idempotency keys.
    SUBMISSIONS,
    /// Counts by minute.
    MINUTES,
    /// Counts by hour.
    HOURS
  }

  /// Removes at most `max` jobs of an ended state that ended before this time, the oldest first,
  /// with all that belongs to them.
  ///
  /// @return how many were removed; less than `max`: there are no more now
  int remove(JobState state, Instant endedBefore, int max);

  /// Removes at most `max` of the oldest jobs of an ended state, as long as there are more than
  /// `keep`.
  int removeBeyond(JobState state, long keep, int max);

  /// Removes at most `max` of what else is from before this time.
  int remove(Leftover what, Instant before, int max);

  /// Folds at most `max` changes of counters into the counters. To readers nothing changes.
  ///
  /// @return how many; less than `max`: there are no more now
  int fold(int max);
}
