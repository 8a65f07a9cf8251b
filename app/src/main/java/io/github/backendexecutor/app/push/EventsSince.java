package io.github.backendexecutor.app.push;

import io.github.backendexecutor.executor.job.JobEvent;
import io.github.backendexecutor.executor.spi.StoreUnavailable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The events that a client may have missed.
@FunctionalInterface
public interface EventsSince {
  /// The events of this job, or of all jobs of this workflow, that came after the one the client
  /// heard last, oldest first. All of them when it names none, or one that is not known. Has every
  /// event whose telling began before the call; may have some that the client knows.
  ///
  /// @throws StoreUnavailable when they cannot be read now
  List<JobEvent> after(String id, @Nullable String lastEventId);
}
