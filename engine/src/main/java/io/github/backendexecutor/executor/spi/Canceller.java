package io.github.backendexecutor.executor.spi;

import io.github.backendexecutor.executor.job.CancelAnswer;
import io.github.backendexecutor.executor.job.JobId;

/// Cancels jobs, from any process that reaches the database.
public interface Canceller {
  /// After this has returned no run of the job starts and none of its results is recorded. Send a
  /// nudge after it, so that a running job is stopped at once.
  ///
  /// @throws StoreUnavailable when the database cannot be reached; nothing may have been changed
  CancelAnswer cancel(JobId id);
}
