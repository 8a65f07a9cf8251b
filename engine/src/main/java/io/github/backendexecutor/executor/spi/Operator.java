package io.github.backendexecutor.executor.spi;

import io.github.backendexecutor.executor.job.Actor;
import io.github.backendexecutor.executor.job.Batch;
import io.github.backendexecutor.executor.job.JobFilter;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JsonText;
import io.github.backendexecutor.executor.job.Place;
import io.github.backendexecutor.executor.job.RetryAnswer;
import org.jspecify.annotations.Nullable;

/// What people do to jobs that the program would not do by itself. Every change is in the audit log
/// from the same moment on.
///
/// Every call throws [StoreUnavailable] when the database cannot be reached.
public interface Operator {
  /// Has an ended job run once more, as its next generation: `ready`, due now, with no failures, no
  /// losses and no wish to cancel it. Its runs are numbered on, so that what a late run of an
  /// earlier generation saves changes nothing. What it was at its end stays as a
  /// [io.github.backendexecutor.executor.job.Generation].
  ///
  /// @param payload its input from now on; null: as it was
  RetryAnswer retry(JobId id, @Nullable JsonText payload, Actor actor);

  /// The same for one small step through the ended jobs that fit, newest first; those whose entry
  /// could never be run are left alone. A filter that names no state means those that failed.
  ///
  /// @param after where the step before ended; null: from the newest
  /// @param max how many jobs to look at, 1 to 500
  Batch retryEnded(JobFilter filter, @Nullable Place after, int max, Actor actor);

  /// Cancels, in one small step, the jobs that fit and have not ended: those that wait end at once,
  /// those that run are asked to stop. A filter that names no state means all of these.
  Batch cancelUnfinished(JobFilter filter, @Nullable Place after, int max, Actor actor);
}
