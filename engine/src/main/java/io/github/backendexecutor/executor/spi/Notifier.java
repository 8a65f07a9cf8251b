package io.github.backendexecutor.executor.spi;

import io.github.backendexecutor.executor.job.JobEvent;

/// Tells whoever waits for a job. Best effort: it never throws, never blocks for long (jobs that
/// ended together are told of in turn) and never changes what becomes of the job. The end of a job
/// is told after it is saved and may be told again.
@FunctionalInterface
public interface Notifier {
  void tell(JobEvent event);
}
