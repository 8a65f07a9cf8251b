package io.github.backendexecutor.executor.spi;

import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.Notification;
import java.util.List;

/// What became of the notifications of a job.
public interface Notifications {
  /// The notifications of this job, oldest first, the newest thousand of them.
  ///
  /// @throws StoreUnavailable when the database cannot be reached
  List<Notification> of(JobId id);
}
