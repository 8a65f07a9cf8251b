package io.github.backendexecutor.executor.testing;

import io.github.backendexecutor.executor.job.AttemptRecord;
import io.github.backendexecutor.executor.job.CleanText;
import io.github.backendexecutor.executor.job.Ending;
import io.github.backendexecutor.executor.job.Entry;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Job;
import io.github.backendexecutor.executor.job.JobEvent;
import io.github.backendexecutor.executor.job.JobRecord;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.JsonText;
import io.github.backendexecutor.executor.job.Outcome;
import io.github.backendexecutor.executor.job.Run;
import io.github.backendexecutor.executor.job.Verdict;
import io.github.backendexecutor.executor.spi.JobHistory;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One row of the [InMemoryJobStore], and the changes that a row can go through.
final class InMemoryRow {
  final Job job;
  final @Nullable Entry entry;
  final Instant createdAt;

  /// It was claimed by a call whose answer was lost.
  boolean untold;

  JobState state = JobState.SCHEDULED;
  int attempt;
  int failures;
  @Nullable InstanceId owner;
  @Nullable Instant nextRunAt;
  @Nullable String error;
  private @Nullable JsonText output;
  @Nullable Instant startedAt;
  private @Nullable Instant finishedAt;

  InMemoryRow(Job job, @Nullable Entry entry, Instant createdAt) {
    this.job = job;
    this.entry = entry;
    this.createdAt = createdAt;
  }

  void start(InstanceId by, Instant now) {
    state = JobState.RUNNING;
    owner = by;
    attempt++;
    startedAt = now;
    nextRunAt = null;
  }

  void wait(JobState waiting, Instant until) {
    state = waiting;
    nextRunAt = until.truncatedTo(ChronoUnit.MILLIS);
  }

  void end(JobState end, @Nullable JsonText result, @Nullable String why, Instant at) {
    state = end;
    output = result;
    error = why;
    finishedAt = at;
  }

  /// Whether it stands for an entry that was never run.
  boolean refused() {
    return state == JobState.FAILED && attempt == 0;
  }

  Instant due() {
    return Objects.requireNonNull(nextRunAt);
  }

  /// Why `other` is not this job; null when it is.
  @Nullable String conflict(Job other) {
    String differences =
        Stream.of(
                job.role().equals(other.role()) ? null : "role",
                job.task().equals(other.task()) ? null : "task",
                job.payload().equals(other.payload()) ? null : "payload")
            .filter(Objects::nonNull)
            .collect(Collectors.joining(" and "));
    return differences.isEmpty()
        ? null
        : "conflict: jobId '"
            + job.id()
            + "' belongs to another job, from entry "
            + entry
            + ", with another "
            + differences;
  }

  Run run() {
    return new Run(job, attempt, failures, entry, Objects.requireNonNull(startedAt));
  }

  AttemptRecord attempt(Ending ending) {
    return new AttemptRecord(
        job.id(),
        attempt,
        Objects.requireNonNull(owner),
        Objects.requireNonNull(startedAt),
        ending.at().truncatedTo(ChronoUnit.MILLIS),
        word(ending),
        switch (ending.verdict()) {
          case Verdict.Bury(var why) -> CleanText.of(why, Integer.MAX_VALUE);
          case Verdict.Retry(_, var why) -> CleanText.of(why, Integer.MAX_VALUE);
          case Verdict.Done _, Verdict.Release _, Verdict.Cancel _ -> null;
        },
        ending.log());
  }

  private static String word(Ending ending) {
    return switch (ending.verdict()) {
      case Verdict.Done _ -> "completed";
      case Verdict.Release _ -> "released";
      case Verdict.Cancel _ -> "cancelled";
      case Verdict.Bury _, Verdict.Retry _ ->
          ending.outcome() instanceof Outcome.TimedOut ? "timed_out" : "failed";
    };
  }

  JobEvent ended() {
    return new JobEvent(
        JobEvent.Kind.COMPLETED,
        job.id(),
        job.workflowId(),
        job.connectionId(),
        job.role(),
        attempt,
        state,
        output,
        error,
        Objects.requireNonNull(finishedAt));
  }

  boolean fits(JobHistory.Filter filter) {
    return (filter.role() == null || job.role().equals(filter.role()))
        && (filter.state() == null || state == filter.state())
        && (filter.workflowId() == null || job.workflowId().equals(filter.workflowId()));
  }

  JobRecord toRecord() {
    return new JobRecord(
        job.id(),
        job.workflowId(),
        job.connectionId(),
        job.role(),
        job.task(),
        job.payload(),
        job.fields(),
        state,
        attempt,
        failures,
        0,
        owner,
        entry,
        nextRunAt,
        output,
        error,
        createdAt,
        startedAt,
        finishedAt);
  }
}
