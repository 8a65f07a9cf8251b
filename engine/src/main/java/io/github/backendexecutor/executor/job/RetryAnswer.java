package io.github.backendexecutor.executor.job;

/// What came of asking to run an ended job once more.
public enum RetryAnswer {
  /// It is `ready` again, in its next generation.
  RETRIED,
  /// It has not ended; nothing was changed.
  NOT_ENDED,
  /// Its entry could never be run, so there is nothing to run again; with a payload there is.
  NEEDS_PAYLOAD,
  /// There is no such job, or nothing is known of it but that it was cancelled.
  UNKNOWN
}
