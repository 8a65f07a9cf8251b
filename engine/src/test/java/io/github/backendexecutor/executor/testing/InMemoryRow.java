package io.github.backendexecutor.executor.testing;

import io.github.backendexecutor.executor.job.Actor;
import io.github.backendexecutor.executor.job.AttemptRecord;
import io.github.backendexecutor.executor.job.CleanText;
import io.github.backendexecutor.executor.job.Ending;
import io.github.backendexecutor.executor.job.Entry;
import io.github.backendexecutor.executor.job.ErrorKey;
import io.github.backendexecutor.executor.job.Generation;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Job;
import io.github.backendexecutor.executor.job.JobEvent;
import io.github.backendexecutor.executor.job.JobLine;
import io.github.backendexecutor.executor.job.JobRecord;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.JsonText;
import io.github.backendexecutor.executor.job.Outcome;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.job.Run;
import io.github.backendexecutor.executor.job.Standing;
import io.github.backendexecutor.executor.job.Verdict;
import io.github.backendexecutor.executor.spi.JobHistory;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One row of the [InMemoryJobStore]. Where it stands is a [Standing], which also decides every
/// change; what goes with a change, texts and times, is added here.
final class InMemoryRow {
  /// What readers see as the role of a job that no entry has told of.
  static final Role UNSEEN = new Role("unseen");

  private static final String DIED = "its executor died while running it";

  final Instant createdAt;
  Job job;
  @Nullable Entry entry;

  /// It was claimed by a call whose answer was lost.
  boolean untold;

  Standing standing;
  @Nullable Instant nextRunAt;
  @Nullable Instant startedAt;
  private @Nullable String error;
  private @Nullable JsonText output;
  private @Nullable Instant finishedAt;

  /// What it was at each end before the latest retry.
  final List<Generation> generations = new ArrayList<>();

  private boolean cancelledBefore;

  InMemoryRow(Job job, @Nullable Entry entry, Standing standing, Instant createdAt) {
    this.job = job;
    this.entry = entry;
    this.standing = standing;
    this.createdAt = createdAt;
  }

  void start(Standing running, Instant now) {
    standing = running;
    startedAt = now;
    nextRunAt = null;
  }

  void waitUntil(Instant until) {
    nextRunAt = until.truncatedTo(ChronoUnit.MILLIS);
  }

  void end(Standing end, @Nullable String why, Instant at) {
    standing = end;
    error = why;
    nextRunAt = null;
    finishedAt = at;
  }

  /// Its run has ended.
  void finish(Ending ending) {
    standing = standing.ended(ending.verdict());
    Instant at = ending.at().truncatedTo(ChronoUnit.MILLIS);
    if (standing.state() == JobState.CANCELLED) {
      end(standing, null, at);
      return;
    }
    switch (ending.verdict()) {
      case Verdict.Done(var result) -> {
        output = result;
        end(standing, null, at);
      }
      case Verdict.Bury(var why) -> end(standing, clean(why), at);
      case Verdict.Retry(var after, var why) -> {
        error = clean(why);
        waitUntil(at.plus(after));
      }
      case Verdict.Release() -> waitUntil(at);
      case Verdict.Cancel() -> {}
    }
  }

  /// Its executor has died.
  void takeOver(int maxLost, Instant now) {
    standing = standing.takenOver(maxLost);
    untold = false;
    switch (standing.state()) {
      case READY -> waitUntil(now);
      case FAILED -> end(standing, died(standing.lost()), now);
      default -> end(standing, null, now);
    }
  }

  private static String died(int times) {
    return times == 1 ? DIED : "its executor died " + times + " times while running it";
  }

  /// Somebody wants it cancelled.
  void cancel(Instant now) {
    standing = standing.cancel();
    if (standing.state() == JobState.CANCELLED) {
      end(standing, null, now);
    }
  }

  /// Whether somebody wanted it cancelled when its latest run ended.
  boolean toBeCancelled() {
    boolean before =
        !generations.isEmpty() && generations.getLast().attempt() == standing.attempt();
    return before ? cancelledBefore : standing.cancelRequested();
  }

  /// Somebody wants the ended job to run once more.
  void retry(@Nullable JsonText payload, Actor actor, Instant now) {
    generations.add(
        new Generation(
            generation(),
            job.payload(),
            standing.state(),
            standing.attempt(),
            standing.failures(),
            standing.lost(),
            output,
            error,
            Objects.requireNonNull(finishedAt),
            actor,
            now));
    if (payload != null) {
      job = Jobs.with(job, payload);
    }
    cancelledBefore = standing.cancelRequested();
    standing = standing.retried();
    output = null;
    error = null;
    finishedAt = null;
    waitUntil(now);
  }

  int generation() {
    return generations.size() + 1;
  }

  /// The key of what it failed with; null unless it has failed for good.
  @Nullable String errorKey() {
    return standing.state() == JobState.FAILED && error != null ? ErrorKey.of(error) : null;
  }

  /// How long its entry lay in its stream, as the entry's id says.
  long waitMillis() {
    if (entry == null || !entry.id().matches("\\d{1,15}-\\d+")) {
      return 0;
    }
    long added = Long.parseLong(entry.id().substring(0, entry.id().indexOf('-')));
    return Math.max(0, createdAt.toEpochMilli() - added);
  }

  /// Whether it was cancelled and no entry has told what it is.
  boolean isTombstone() {
    return standing.tombstone() && entry == null && job.role().equals(UNSEEN);
  }

  /// Whether it stands for an entry that was never run.
  boolean refused() {
    return standing.state() == JobState.FAILED && standing.attempt() == 0;
  }

  /// Whether its first generation stood for an entry that was never run.
  boolean wasRefused() {
    return generations.isEmpty()
        ? refused()
        : generations.getFirst().state() == JobState.FAILED
            && generations.getFirst().attempt() == 0;
  }

  boolean ownedBy(InstanceId owner, Role role) {
    return standing.state() == JobState.RUNNING
        && owner.equals(standing.owner())
        && job.role().equals(role);
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
                hadPayload(other.payload()) ? null : "payload")
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

  private boolean hadPayload(JsonText payload) {
    return job.payload().equals(payload)
        || generations.stream().anyMatch(past -> past.payload().equals(payload));
  }

  Run run() {
    return new Run(
        job, standing.attempt(), standing.failures(), entry, Objects.requireNonNull(startedAt));
  }

  /// The line of the attempt history for a run that is about to end like this.
  AttemptRecord attempt(Ending ending) {
    boolean cancelled = standing.cancelRequested();
    Instant at = ending.at().truncatedTo(ChronoUnit.MILLIS);
    return attempt(
        cancelled ? "cancelled" : word(ending), cancelled ? null : why(ending), at, ending.log());
  }

  /// The line of the attempt history for a run whose executor died.
  AttemptRecord lost(Instant now) {
    return attempt("lost", DIED, now, "");
  }

  private AttemptRecord attempt(String outcome, @Nullable String why, Instant at, String log) {
    return new AttemptRecord(
        job.id(),
        standing.attempt(),
        Objects.requireNonNull(standing.owner()),
        Objects.requireNonNull(startedAt),
        at,
        outcome,
        why,
        log);
  }

  private static @Nullable String why(Ending ending) {
    return switch (ending.verdict()) {
      case Verdict.Bury(var why) -> clean(why);
      case Verdict.Retry(_, var why) -> clean(why);
      case Verdict.Done _, Verdict.Release _, Verdict.Cancel _ -> null;
    };
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

  private static String clean(String text) {
    return CleanText.of(text, Integer.MAX_VALUE);
  }

  JobEvent ended() {
    return JobEvent.ended(
        job,
        standing.attempt(),
        standing.state(),
        output,
        error,
        Objects.requireNonNull(finishedAt));
  }

  boolean fits(JobHistory.Filter filter) {
    return (filter.role() == null || job.role().equals(filter.role()))
        && (filter.state() == null || standing.state() == filter.state())
        && (filter.workflowId() == null || job.workflowId().equals(filter.workflowId()));
  }

  JobLine toLine() {
    return new JobLine(
        job.id(),
        job.workflowId(),
        job.role(),
        CleanText.of(job.task(), JobLine.MAX_TEXT),
        standing.state(),
        standing.attempt(),
        generation(),
        standing.failures(),
        standing.lost(),
        createdAt,
        startedAt,
        finishedAt,
        nextRunAt,
        error == null ? null : CleanText.of(error, JobLine.MAX_TEXT),
        job.fields().get(JobLine.PARENT_ID));
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
        job.terms(),
        standing.state(),
        generation(),
        standing.attempt(),
        standing.failures(),
        standing.lost(),
        standing.cancelRequested(),
        standing.owner(),
        entry,
        nextRunAt,
        output,
        error,
        createdAt,
        startedAt,
        finishedAt);
  }
}
