package io.github.backendexecutor.executor.spi;

import java.time.Instant;

/// What a runner may know and say besides its job.
public interface JobContext {
  /// 1 for the first run of the job, higher for each later one.
  int attempt();

  /// The same for every run of the job.
  String idempotencyKey();

  /// When the run will be interrupted.
  Instant deadline();

  /// Adds a line to the job's log, which is saved with the attempt. Long logs keep their last 64
  /// KiB.
  void log(String line);
}
