package io.github.backendexecutor.executor.proof.model;

/// One rule of the protocol, broken. Each must be caught: a model that does not notice a broken
/// rule proves nothing about the whole one.
enum Mutation {
  NONE,
  /// An ending is saved whoever holds the run.
  SAVES_WITHOUT_FENCE,
  SETTLES_BEFORE_SAVING,
  /// An entry begins although its job has ended.
  BEGINS_WHAT_HAS_ENDED,
  /// Runs of instances that nobody declared dead are taken over.
  TAKES_OVER_WITHOUT_VERDICT,
  /// A run is taken over only while its entry is pending for the dead instance.
  TAKES_OVER_BY_ENTRY_ONLY,
  SETTLES_DUPLICATES_AT_ONCE,
  /// An instance that starts again has the name that it had before.
  REUSES_NAMES,
  /// Nobody looks for entries that are pending for himself.
  NEVER_SCANS,
  /// A verdict stays valid although the instance has beaten again since.
  TAKES_OVER_BY_OLD_VERDICT,
  /// An ending counts as saved before when the row shows its attempt and owner, in whatever state.
  KNOWS_SAVED_BY_ATTEMPT_ONLY,
  /// A scan begins entries that this instance holds in memory, too.
  SCANS_WHAT_IT_HOLDS,
  /// An entry that is running as ours in attempt 1 begins again even when a due claim made it run.
  BEGINS_CLAIMED_ROWS_AGAIN,
  /// An entry begins although its job was cancelled before it came.
  IGNORES_TOMBSTONES,
  /// A manual retry begins to number the runs at 1 again.
  NUMBERS_RUNS_ANEW
}
