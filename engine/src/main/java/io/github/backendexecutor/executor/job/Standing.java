package io.github.backendexecutor.executor.job;

import org.jspecify.annotations.Nullable;

/// Where a job stands: the part of its row that decides who may do what, and every change that it
/// can go through. Pure values, so that a test can walk through all of them; the stores make the
/// same changes, in SQL, and are compared with these.
///
/// @param attempt the number of the latest run; with the owner the fence
/// @param failures how many runs failed
/// @param lost how many runs ended with the death of their executor
/// @param owner who runs it, or ran it last
/// @param cancelRequested somebody wants it cancelled while it runs
public record Standing(
    JobState state,
    int attempt,
    int failures,
    int lost,
    @Nullable InstanceId owner,
    boolean cancelRequested) {

  /// A job that was unknown and runs now.
  public static Standing begun(InstanceId owner) {
    return new Standing(JobState.RUNNING, 1, 0, 0, owner, false);
  }

  /// A job that was unknown and never ran: it waits for its time, can never run, or was cancelled
  /// before its entry came.
  public static Standing unrun(JobState state) {
    return new Standing(state, 0, 0, 0, null, false);
  }

  /// Whether this run of this owner is the one that counts.
  public boolean heldBy(InstanceId by, int run) {
    return state == JobState.RUNNING && attempt == run && by.equals(owner);
  }

  /// Whether a job of this id was cancelled before any entry of it came.
  public boolean tombstone() {
    return state == JobState.CANCELLED && attempt == 0;
  }

  /// A due row was claimed.
  public Standing claimed(InstanceId by) {
    return new Standing(JobState.RUNNING, attempt + 1, failures, lost, by, false);
  }

  /// The run that counts has ended. Once a cancel is asked for no other end is possible.
  public Standing ended(Verdict verdict) {
    int failed = verdict instanceof Verdict.Retry || verdict instanceof Verdict.Bury ? 1 : 0;
    JobState next = cancelRequested ? JobState.CANCELLED : verdict.state();
    return new Standing(next, attempt, failures + failed, lost, owner, cancelRequested);
  }

  /// The owner of the run is gone: the job is due again, unless it has taken its executors with it
  /// too often.
  public Standing takenOver(int maxLost) {
    JobState next =
        cancelRequested
            ? JobState.CANCELLED
            : lost + 1 > maxLost ? JobState.FAILED : JobState.READY;
    return new Standing(next, attempt, failures, lost + 1, owner, cancelRequested);
  }

  /// Somebody wants the ended job to run once more. Its runs are numbered on, which keeps out what
  /// a run of before still saves.
  public Standing retried() {
    return new Standing(JobState.READY, attempt, 0, 0, owner, false);
  }

  /// Somebody wants it cancelled.
  public Standing cancel() {
    if (state.terminal()) {
      return this;
    }
    JobState next = state == JobState.RUNNING ? state : JobState.CANCELLED;
    return new Standing(next, attempt, failures, lost, owner, true);
  }
}
