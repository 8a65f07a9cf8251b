package io.github.backendexecutor.app.push;

/// Keeps what became of notifications.
@FunctionalInterface
public interface Evidence {
  /// Called once for each audience of each event, also by the threads of jobs: it must not block,
  /// and what it throws is logged and forgotten.
  void keep(Notification notification);
}
