package io.github.backendexecutor.executor.spi;

import io.github.backendexecutor.executor.job.Job;

/// Does the work of one role. Called on the job's own virtual thread, for many jobs at once.
///
/// Blocking is fine. The thread is interrupted when the run's time is over or this process stops; a
/// runner that goes on regardless is left behind and its result is discarded.
@FunctionalInterface
public interface Runner {
  /// Runs the job once and returns its result as JSON text.
  ///
  /// The same job may be run again, with a higher `context.attempt()`, after a failure, a timeout
  /// or the death of a process: use `context.idempotencyKey()` towards providers that charge.
  ///
  /// @throws RunFailed to say whether and when to try again
  /// @throws Exception anything else counts as a failure that may be tried again
  String run(Job job, JobContext context) throws Exception;
}
