package io.github.backendexecutor.executor.job;

import java.util.Locale;

/// Where a job's row stands. The word in the database and in all output is the name in lower case.
public enum JobState {
  /// Given back by an executor that stopped; starts as soon as there is a slot.
  READY,
  RUNNING,
  /// Failed, and runs again at its time.
  RETRY_WAIT,
  /// Has not run yet and waits for its time.
  SCHEDULED,
  COMPLETED,
  FAILED,
  CANCELLED;

  private final String word = name().toLowerCase(Locale.ROOT);

  public String word() {
    return word;
  }

  public boolean terminal() {
    return this == COMPLETED || this == FAILED || this == CANCELLED;
  }

  /// The state of this word; IllegalArgumentException when there is none.
  public static JobState of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
