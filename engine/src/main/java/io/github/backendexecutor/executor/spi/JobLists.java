package io.github.backendexecutor.executor.spi;

import io.github.backendexecutor.executor.job.Generation;
import io.github.backendexecutor.executor.job.JobFilter;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobLine;
import io.github.backendexecutor.executor.job.Page;
import io.github.backendexecutor.executor.job.Place;
import io.github.backendexecutor.executor.job.Workflow;
import io.github.backendexecutor.executor.job.WorkflowLine;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Lists of jobs and workflows, in pages, newest first. Each call takes about as long with ten
/// million jobs as with ten: where no index leads to what a filter asks for, a look is bounded, and
/// its page says how far it came.
///
/// Every call throws [StoreUnavailable] when the database cannot be reached.
public interface JobLists {
  /// The jobs that fit, by the time they were made and then their id, both descending.
  ///
  /// With a [JobFilter#text] the first page has those whose id begins with it, at whatever age,
  /// unless they are too many to list; they are not repeated on later pages.
  ///
  /// @param after where the page before ended; null: from the newest
  /// @param limit how many jobs a page has at most, 1 to 500
  Page<JobLine> jobs(JobFilter filter, @Nullable Place after, int limit);

  /// The workflows, by the time they first had a job and then their id, both descending.
  ///
  /// @param limit how many workflows a page has at most, 1 to 200
  Page<WorkflowLine> workflows(@Nullable Place after, int limit);

  /// A workflow with its jobs, at most the first 2,000; nothing when no job is of it.
  Optional<Workflow> workflow(String id);

  /// What a job was at each end before the latest manual retry, oldest first; empty when it was
  /// never retried or is unknown.
  List<Generation> generations(JobId id);
}
