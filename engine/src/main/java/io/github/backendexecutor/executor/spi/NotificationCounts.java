package io.github.backendexecutor.executor.spi;

import io.github.backendexecutor.executor.job.Notification.Outcome;
import java.util.Map;

/// What this process has counted of its notifications since it started. Reading costs next to
/// nothing.
public interface NotificationCounts {
  /// How many ended in each way; all ways are there.
  Map<Outcome, Long> byOutcome();

  /// Of how many the evidence was given up, because the database was away for too long.
  long dropped();
}
