package io.github.backendexecutor.executor.job;

import java.time.Instant;
import java.util.Map;

/// A workflow in a list: its jobs, counted by where they stand.
///
/// @param counts states without jobs are absent
/// @param more whether it has more jobs than were counted
/// @param firstAt when its first job was made
/// @param lastAt when its last job was made
public record WorkflowLine(
    String id, Map<JobState, Integer> counts, boolean more, Instant firstAt, Instant lastAt) {
  public WorkflowLine {
    counts = Map.copyOf(counts);
  }

  public int jobs() {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  /// `running` while one of its jobs has not ended, else `failed` when one has failed, else
  /// `cancelled` when one was cancelled, else `completed`.
  public JobState state() {
    if (!counts.keySet().stream().allMatch(JobState::terminal)) {
      return JobState.RUNNING;
    }
    return counts.containsKey(JobState.FAILED)
        ? JobState.FAILED
        : counts.containsKey(JobState.CANCELLED) ? JobState.CANCELLED : JobState.COMPLETED;
  }
}
