package io.github.backendexecutor.executor.spi;

import io.github.backendexecutor.executor.job.Ending;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.job.Run;
import org.jspecify.annotations.Nullable;

/// Watches jobs on their walk, for metrics and traces. Called by the threads of the jobs, and where
/// several begin, end or are settled together by one that serves them all: it never blocks and
/// never throws, and nothing that becomes of a job depends on it.
@FunctionalInterface
public interface Observer {
  /// Sees nothing and costs nothing.
  Observer NONE = (_, _, _) -> NoStory.STORY;

  /// A job's story begins in this process: its entry was read, or its row was due.
  ///
  /// @param traceparent the W3C trace context that it came with, unchecked; null: none
  Story begins(Role role, JobId id, @Nullable String traceparent);

  /// What a job waits for while its story goes on.
  enum Stage {
    /// The right to run, from the database.
    BEGIN,
    /// Its runner.
    RUN,
    /// Its end, in the database.
    SAVE,
    /// Those who are told of it.
    TELL,
    /// The entry's way out of its stream.
    SETTLE
  }

  /// The story of one job in this process, until it has ended, waits, or turned out to be
  /// another's.
  interface Story extends AutoCloseable {
    /// From now on until the answer is closed the job is in this stage. Another thread may close
    /// it.
    Stay enter(Stage stage);

    /// The right to run is ours.
    void started(Run run);

    /// The run has ended, and that is saved.
    void ended(Ending ending);

    /// The trace that the story belongs to, for the log; null: none.
    @Nullable String traceId();

    @Override
    void close();
  }

  /// A time in one stage.
  interface Stay extends AutoCloseable {
    /// The W3C trace context of what happens in it; null: none.
    @Nullable String traceparent();

    @Override
    void close();
  }
}
