package io.github.backendexecutor.app.push;

import io.github.backendexecutor.executor.job.AttemptRecord;
import io.github.backendexecutor.executor.job.JobEvent;
import io.github.backendexecutor.executor.job.JobEvent.Kind;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobRecord;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.spi.JobHistory;
import io.github.backendexecutor.executor.spi.JobHistory.Filter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Events as they follow from the rows of jobs and their runs: when each run began, that it failed
/// and another follows, how the job ended. They have the ids under which they were told.
public final class HistoryEvents implements EventsSince {
  /// The most jobs of a workflow that are looked at, the newest.
  private static final int MOST_JOBS = 1_000;

  /// Instances have clocks of their own, and commit in an order of their own: within this time an
  /// earlier event of another job may have been told later.
  private static final Duration DISORDER = Duration.ofSeconds(10);

  private final JobHistory history;

  public HistoryEvents(JobHistory history) {
    this.history = history;
  }

  @Override
  public List<JobEvent> after(String id, @Nullable String lastEventId) {
    List<JobRecord> jobs = jobs(id);
    List<JobEvent> all =
        jobs.stream()
            .flatMap(job -> events(job).stream())
            .sorted(Comparator.comparing(JobEvent::at))
            .toList();
    Optional<JobEvent> last =
        all.stream().filter(event -> event.eventId().equals(lastEventId)).findFirst();
    return last.map(event -> after(event, all)).orElse(all);
  }

  /// The job of this id, and the jobs of the workflow of this id.
  private List<JobRecord> jobs(String id) {
    if (!JobId.isValid(id)) {
      return List.of();
    }
    Stream<JobRecord> job = history.job(new JobId(id)).stream();
    Stream<JobRecord> workflow =
        history.jobs(new Filter(null, null, id), MOST_JOBS).stream()
            .filter(other -> !other.id().value().equals(id));
    return Stream.concat(job, workflow).toList();
  }

  /// One job's events have an order; those of others are left out only when they are surely older.
  private static List<JobEvent> after(JobEvent last, List<JobEvent> all) {
    Instant surely = last.at().minus(DISORDER);
    int position = all.indexOf(last);
    List<JobEvent> missed = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      JobEvent event = all.get(i);
      boolean same = event.jobId().equals(last.jobId());
      if (same ? i > position : event.at().isAfter(surely)) {
        missed.add(event);
      }
    }
    return missed;
  }

  private List<JobEvent> events(JobRecord job) {
    List<JobEvent> events = new ArrayList<>();
    for (AttemptRecord run : history.attempts(job.id())) {
      events.add(started(job, run.attempt(), run.startedAt()));
      if (wasRetried(job, run)) {
        events.add(
            event(job, Kind.RETRYING, run.attempt(), JobState.RETRY_WAIT, run.endedAt(), run));
      }
    }
    if (job.state() == JobState.RUNNING && job.startedAt() != null) {
      events.add(started(job, job.attempt(), job.startedAt()));
    }
    if (job.state().terminal() && job.finishedAt() != null) {
      events.add(event(job, Kind.COMPLETED, job.attempt(), job.state(), job.finishedAt(), null));
    }
    return events;
  }

  /// A run that failed and was not the one that made the job fail.
  private static boolean wasRetried(JobRecord job, AttemptRecord run) {
    boolean failed = run.outcome().equals("failed") || run.outcome().equals("timed_out");
    return failed && !(job.state() == JobState.FAILED && run.attempt() == job.attempt());
  }

  private static JobEvent started(JobRecord job, int attempt, Instant at) {
    return event(job, Kind.STARTED, attempt, JobState.RUNNING, at, null);
  }

  private static JobEvent event(
      JobRecord job,
      Kind kind,
      int attempt,
      JobState status,
      Instant at,
      @Nullable AttemptRecord run) {
    boolean end = kind == Kind.COMPLETED;
    return new JobEvent(
        kind,
        job.id(),
        job.workflowId(),
        job.connectionId(),
        job.fields().get(JobEvent.USER_ID),
        job.fields().get(JobEvent.GROUP),
        job.role(),
        attempt,
        status,
        end ? job.output() : null,
        end ? job.error() : run == null ? null : run.error(),
        at);
  }
}
