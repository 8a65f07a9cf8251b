package io.github.backendexecutor.executor.job;

import java.time.Duration;

/// What is made of an [Outcome].
public sealed interface Verdict {
  /// The job is completed.
  record Done(JsonText output) implements Verdict {}

  /// The job runs again after this long.
  record Retry(Duration after, String error) implements Verdict {}

  /// The job has failed for good.
  record Bury(String error) implements Verdict {}

  /// The job is given back as it was: it starts again, here or elsewhere, and nothing is charged.
  record Release() implements Verdict {}

  /// The job was cancelled while it ran.
  record Cancel() implements Verdict {}

  /// The state that the job has then.
  default JobState state() {
    return switch (this) {
      case Done _ -> JobState.COMPLETED;
      case Bury _ -> JobState.FAILED;
      case Retry _ -> JobState.RETRY_WAIT;
      case Release _ -> JobState.READY;
      case Cancel _ -> JobState.CANCELLED;
    };
  }

  /// Whether the job has ended with this verdict, for good.
  default boolean terminal() {
    return state().terminal();
  }
}
