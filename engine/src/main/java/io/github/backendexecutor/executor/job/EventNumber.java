package io.github.backendexecutor.executor.job;

/// Where an event stands. The database counts 1, 2, 3 … without a gap, in the order of the commits:
/// whoever sees a number can see all before it.
///
/// @param inJob among the events of its job; 0: it has no number
/// @param inWorkflow among the events of its workflow; 0: its job has no workflow, or it has no
///   number
public record EventNumber(long inJob, long inWorkflow) {
  /// That of an event of a job that nobody can wait for.
  public static final EventNumber NONE = new EventNumber(0, 0);

  /// Where it stands among what a client hears who waits for the workflow; for the job when it has
  /// none.
  public long seq() {
    return inWorkflow > 0 ? inWorkflow : inJob;
  }
}
