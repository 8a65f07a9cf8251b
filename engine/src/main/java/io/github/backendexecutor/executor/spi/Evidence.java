package io.github.backendexecutor.executor.spi;

import io.github.backendexecutor.executor.job.Notification;

/// Keeps what became of notifications.
@FunctionalInterface
public interface Evidence {
  /// Called once for each audience of each event, also by the threads of jobs: it never blocks. It
  /// is kept a little later, or not at all when the database is away for long.
  void keep(Notification notification);
}
