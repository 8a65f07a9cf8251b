package io.github.backendexecutor.executor.job;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How one run ended, as seen from outside the runner. What follows from it is the [Verdict].
public sealed interface Outcome {
  /// The runner returned a result.
  record Completed(JsonText output) implements Outcome {}

  /// The runner failed.
  ///
  /// @param retryable false when the runner says that another run would fail too
  /// @param retryAfter how long the runner asks to wait before the next run; null: no wish
  record Failed(String error, boolean retryable, @Nullable Duration retryAfter)
      implements Outcome {}

  /// The run took longer than it may, and was interrupted.
  record TimedOut(Duration limit) implements Outcome {}

  /// This process is stopping, or has lost the job to another one, and interrupted the run; nothing
  /// is charged to the job.
  record Interrupted() implements Outcome {}

  /// Somebody cancelled the job, and the run was interrupted.
  record Cancelled() implements Outcome {}
}
