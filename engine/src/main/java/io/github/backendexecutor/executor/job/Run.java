package io.github.backendexecutor.executor.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The right to run a job once, issued by the database. `attempt` and the owner together are the
/// fence: whoever ends the run must still hold them.
///
/// @param attempt 1 for the first run, one more for each later one, whatever ended the one before
/// @param failures how many earlier runs failed (released and lost runs are not failures)
/// @param entry where the job came from; null when it came from no stream
public record Run(Job job, int attempt, int failures, @Nullable Entry entry, Instant startedAt) {

  public RunKey key() {
    return new RunKey(job.id(), attempt);
  }

  /// The same run, whose runner sees this trace context.
  public Run tracedBy(String context) {
    return new Run(job.tracedBy(context), attempt, failures, entry, startedAt);
  }

  /// The same for every run of the job; for providers that accept an idempotency key.
  public String idempotencyKey() {
    return job.id().value();
  }
}
