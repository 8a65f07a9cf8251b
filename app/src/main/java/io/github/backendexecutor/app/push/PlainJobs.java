package io.github.backendexecutor.app.push;

import io.github.backendexecutor.executor.job.AttemptRecord;
import io.github.backendexecutor.executor.job.EventNumber;
import io.github.backendexecutor.executor.job.JobEvent;
import io.github.backendexecutor.executor.job.JobEvent.Kind;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobRecord;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.NumberedEvent;
import io.github.backendexecutor.executor.spi.JobHistory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Events of a job for which none were written, because it names nobody who could wait for it: they
/// follow from its row and its runs, with the ids under which they were told.
record PlainJobs(JobHistory history) {

  /// What happened to the job after the event of this id; everything when it is null or not known.
  List<NumberedEvent> after(JobId id, @Nullable String lastEventId) {
    List<NumberedEvent> all =
        history.job(id).map(this::events).orElse(List.of()).stream()
            .map(event -> new NumberedEvent(event, EventNumber.NONE))
            .toList();
    List<String> ids = all.stream().map(one -> one.event().eventId()).toList();
    return all.subList(ids.lastIndexOf(lastEventId) + 1, all.size());
  }

  private List<JobEvent> events(JobRecord job) {
    List<JobEvent> events = new ArrayList<>();
    for (AttemptRecord run : history.attempts(job.id())) {
      events.add(started(job, run.attempt(), run.startedAt()));
      if (wasRetried(job, run)) {
        events.add(retrying(job, run));
      }
    }
    if (job.state() == JobState.RUNNING && job.startedAt() != null) {
      events.add(started(job, job.attempt(), job.startedAt()));
    }
    if (job.state().terminal() && job.finishedAt() != null) {
      events.add(ended(job, job.finishedAt()));
    }
    return events;
  }

  /// A run that failed and was not the one that made the job fail.
  private static boolean wasRetried(JobRecord job, AttemptRecord run) {
    boolean failed = run.outcome().equals("failed") || run.outcome().equals("timed_out");
    return failed && !(job.state() == JobState.FAILED && run.attempt() == job.attempt());
  }

  private static JobEvent started(JobRecord job, int attempt, Instant at) {
    return event(job, Kind.STARTED, attempt, JobState.RUNNING, null, at);
  }

  private static JobEvent retrying(JobRecord job, AttemptRecord run) {
    return event(
        job, Kind.RETRYING, run.attempt(), JobState.RETRY_WAIT, run.error(), run.endedAt());
  }

  private static JobEvent ended(JobRecord job, Instant at) {
    return event(job, Kind.COMPLETED, job.attempt(), job.state(), job.error(), at);
  }

  private static JobEvent event(
      JobRecord job, Kind kind, int attempt, JobState status, @Nullable String error, Instant at) {
    return new JobEvent(
        kind,
        job.id(),
        job.workflowId(),
        job.connectionId(),
        job.fields().get(JobEvent.USER_ID),
        job.fields().get(JobEvent.GROUP),
        job.role(),
        attempt,
        0,
        status,
        kind == Kind.COMPLETED ? job.output() : null,
        error,
        at);
  }
}
