package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.job.Saved;

/// The latest run of a job, which has ended: what an ending that came late, or again, meets.
///
/// @param outcome as the attempt history has it
/// @param cancelRequested whether somebody asked to cancel the job
record LastRun(int attempt, String owner, String outcome, boolean cancelRequested) {

  /// The reply to an earlier COMMIT may have been lost: then this is the run of the ending. A run
  /// that was taken over has ended, too, but not by its owner.
  Saved saved(RunEnd end) {
    boolean ours = attempt == end.attempt() && owner.equals(end.owner().value());
    if (!ours || outcome.equals(RunEnd.LOST)) {
      return Saved.NOT_OURS;
    }
    return cancelRequested && outcome.equals(RunEnd.CANCELLED)
        ? Saved.AS_CANCELLED
        : Saved.AS_GIVEN;
  }
}
