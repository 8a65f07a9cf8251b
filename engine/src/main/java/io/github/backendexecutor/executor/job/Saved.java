package io.github.backendexecutor.executor.job;

/// What became of an ending that was to be saved.
public enum Saved {
  /// The row is as the ending says.
  AS_GIVEN,
  /// Somebody had asked to cancel the job before it ended, so it is cancelled instead.
  AS_CANCELLED,
  /// Nothing was changed: the run had been lost to another owner or attempt.
  NOT_OURS
}
