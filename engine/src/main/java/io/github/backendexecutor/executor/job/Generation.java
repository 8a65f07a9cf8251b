package io.github.backendexecutor.executor.job;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a job was when it ended, before a manual retry made it run again.
///
/// @param generation 1 for the job as it came
/// @param attempt the number of its last run; runs after it belong to later generations
/// @param retriedBy who had it run again
public record Generation(
    int generation,
    JsonText payload,
    JobState state,
    int attempt,
    int failures,
    int lost,
    @Nullable JsonText output,
    @Nullable String error,
    Instant finishedAt,
    Actor retriedBy,
    Instant retriedAt) {

  /// The generation that a run belongs to.
  ///
  /// @param ended all generations of the job that have ended, oldest first
  public static int of(List<Generation> ended, int attempt) {
    return (int) (1 + ended.stream().filter(one -> one.attempt() < attempt).count());
  }
}
