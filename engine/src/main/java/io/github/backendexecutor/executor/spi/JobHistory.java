package io.github.backendexecutor.executor.spi;

import io.github.backendexecutor.executor.job.AttemptRecord;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobRecord;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.Role;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What people and programs read of jobs. Reading changes nothing and waits for no writer.
///
/// Every call throws [StoreUnavailable] when the database cannot be reached.
public interface JobHistory {
  Optional<JobRecord> job(JobId id);

  /// The ended runs of a job, oldest first; empty when there are none or the job is unknown.
  List<AttemptRecord> attempts(JobId id);

  /// The jobs that fit, newest first, at most `limit`.
  List<JobRecord> jobs(Filter filter, int limit);

  /// Which jobs to list; null: any.
  record Filter(@Nullable Role role, @Nullable JobState state, @Nullable String workflowId) {
    public static final Filter ANY = new Filter(null, null, null);
  }
}
