package io.github.backendexecutor.executor.job;

/// What came of asking to cancel a job.
public enum CancelAnswer {
  /// It waited, and is cancelled now.
  CANCELLED,
  /// It runs: the instance that runs it is asked to stop it. Whatever the run returns, the job ends
  /// as cancelled.
  STOPPING,
  /// It had ended before; nothing was changed.
  ENDED_BEFORE,
  /// No entry of this id has come yet. When one comes it is not run.
  UNSEEN
}
