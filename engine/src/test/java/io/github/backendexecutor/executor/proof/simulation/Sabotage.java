package io.github.backendexecutor.executor.proof.simulation;

/// A server, or a start of a process, that does not keep its word. The simulation must notice each:
/// one that does not would not notice a broken executor either.
enum Sabotage {
  NONE,
  /// The database saves an ending whoever holds the run.
  SAVES_WITHOUT_FENCE,
  /// The database lets an instance be taken over that has beaten again since the verdict.
  TAKES_OVER_THE_LIVING,
  /// The database starts a job again that runs already.
  STARTS_WHAT_RUNS,
  /// The database does not remember that the answer to a claim was lost.
  FORGETS_LOST_CLAIMS,
  /// The database forgets a cancel of a job that runs.
  FORGETS_CANCELS,
  /// Redis never shows what was read and not settled.
  HIDES_PENDING,
  /// Redis says that it has handed on what the dead had read, and has not.
  HANDS_NOTHING_ON,
  /// Redis keeps what was settled.
  NEVER_SETTLES,
  /// Both witnesses show the others as dead.
  SHOWS_THE_LIVING_AS_DEAD,
  /// A process that starts again has the name of the one before it.
  REUSES_NAMES
}
