package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.job.AttemptRecord;
import io.github.backendexecutor.executor.job.CleanText;
import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.job.Entry;
import io.github.backendexecutor.executor.job.ErrorKey;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Job;
import io.github.backendexecutor.executor.job.JobEvent;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobLine;
import io.github.backendexecutor.executor.job.JobRecord;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.JobTerms;
import io.github.backendexecutor.executor.job.JsonText;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.job.Run;
import io.github.backendexecutor.executor.job.Standing;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One row of the table `job`: what an entry becomes, and what the story's values are made of
/// again. What a row may become is decided by its [Standing].
///
/// @param generation 1, and one more for each manual retry after an end
/// @param errorKey the [ErrorKey] of what it failed with; null unless it has failed
record JobRow(
    Job job,
    @Nullable Entry entry,
    Standing standing,
    int generation,
    @Nullable String errorKey,
    @Nullable Instant nextRunAt,
    @Nullable JsonText output,
    @Nullable String error,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt) {

  /// A workflow's id is indexed, and PostgreSQL refuses to index long text: it is cut here.
  static final int MAX_WORKFLOW_ID = 256;

  /// What readers see as the role of a job that no entry has told of. In the database it is empty,
  /// so that it can be no configured role.
  static final Role UNSEEN = new Role("unseen");

  private static final String DIED = "its executor died while running it";

  /// The row that a delivery of an unknown job becomes.
  static JobRow of(Delivery delivery, InstanceId owner, Instant time) {
    Instant now = Millis.rounded(time);
    return switch (delivery) {
      case Delivery.Unreadable bad -> failed(asJob(bad), bad.entry(), bad.reason(), now);
      case Delivery.Readable(var entry, var raw) -> {
        Job job = clean(raw);
        Instant start = job.terms().notBefore();
        yield start != null && start.isAfter(now)
            ? unrun(job, entry, JobState.SCHEDULED, now).waiting(start)
            : unrun(job, entry, JobState.RUNNING, now).started(Standing.begun(owner), now);
      }
    };
  }

  /// The row of a job that was cancelled before any entry of it came.
  static JobRow tombstone(JobId id, Instant time) {
    Instant now = Millis.rounded(time);
    Job job = new Job(id, "", "", UNSEEN, "", JsonText.NULL, JobTerms.NONE, Map.of());
    JobRow row = unrun(job, null, JobState.CANCELLED, now);
    return row.ended(row.standing, null, now);
  }

  /// The row of an entry that can never run.
  private static JobRow failed(Job job, Entry entry, String error, Instant now) {
    JobRow row = unrun(job, entry, JobState.FAILED, now);
    return row.ended(row.standing, clean(error), now);
  }

  private static JobRow unrun(Job job, @Nullable Entry entry, JobState state, Instant now) {
    return new JobRow(
        job, entry, Standing.unrun(state), 1, null, null, null, null, now, null, null);
  }

  /// This new row as one that can never run, under another id.
  JobRow refusedAs(JobId id, String why) {
    Job kept =
        new Job(
            id,
            job.workflowId(),
            job.connectionId(),
            job.role(),
            job.task(),
            job.payload(),
            job.terms(),
            job.fields());
    return failed(kept, Objects.requireNonNull(entry), why, createdAt);
  }

  /// This tombstone with what the wanted row of an entry says.
  JobRow filledBy(JobRow wanted) {
    return new JobRow(
        wanted.job,
        wanted.entry,
        standing,
        generation,
        errorKey,
        nextRunAt,
        output,
        error,
        createdAt,
        startedAt,
        finishedAt);
  }

  /// This waiting row after its claim.
  JobRow claimed(InstanceId by, Instant now) {
    return started(standing.claimed(by), Millis.rounded(now));
  }

  /// This running row after the death of its executor.
  JobRow takenOver(int maxLost, Instant time) {
    Instant now = Millis.rounded(time);
    Standing next = standing.takenOver(maxLost);
    return switch (next.state()) {
      case READY -> with(next).waiting(now);
      case FAILED -> ended(next, died(next.lost()), now);
      default -> ended(next, null, now);
    };
  }

  /// The line of the attempt history for a run whose executor died.
  AttemptRecord lost(Instant now) {
    return new AttemptRecord(
        job.id(),
        standing.attempt(),
        Objects.requireNonNull(standing.owner()),
        Objects.requireNonNull(startedAt),
        Millis.rounded(now),
        RunEnd.LOST,
        DIED,
        "");
  }

  private static String died(int times) {
    return times == 1 ? DIED : "its executor died " + times + " times while running it";
  }

  /// This row after somebody asked to cancel it; a running one only remembers it.
  JobRow cancelled(Instant now) {
    Standing next = standing.cancel();
    return next.state() == JobState.CANCELLED ? ended(next, null, Millis.rounded(now)) : with(next);
  }

  private JobRow started(Standing next, Instant now) {
    return new JobRow(
        job, entry, next, generation, null, null, output, error, createdAt, now, null);
  }

  private JobRow waiting(Instant until) {
    return new JobRow(
        job, entry, standing, generation, null, until, output, error, createdAt, startedAt, null);
  }

  private JobRow ended(Standing end, @Nullable String why, Instant now) {
    String key = end.state() == JobState.FAILED && why != null ? ErrorKey.of(why) : null;
    return new JobRow(job, entry, end, generation, key, null, null, why, createdAt, startedAt, now);
  }

  private JobRow with(Standing next) {
    return new JobRow(
        job,
        entry,
        next,
        generation,
        errorKey,
        nextRunAt,
        output,
        error,
        createdAt,
        startedAt,
        finishedAt);
  }

  JobState state() {
    return standing.state();
  }

  /// The role as the table has it.
  String roleText() {
    return isTombstone() ? JobRows.UNSEEN : job.role().name();
  }

  /// When it ended; only for terminal rows.
  Instant endedAt() {
    return Objects.requireNonNull(finishedAt);
  }

  /// The job that made it, as its field says.
  @Nullable String parentId() {
    String parent = job.fields().get(JobLine.PARENT_ID);
    return parent == null || parent.isEmpty() ? null : CleanText.of(parent, JobId.MAX_LENGTH);
  }

  /// Whether it stands for an entry that was never run.
  boolean refused() {
    return state() == JobState.FAILED && standing.attempt() == 0;
  }

  /// Whether it was cancelled and no entry has told what it is.
  boolean isTombstone() {
    return standing.tombstone() && entry == null && job.role().equals(UNSEEN);
  }

  /// Whether a new row is the usual one: running for the first time, and its message asks for
  /// nothing besides.
  boolean isPlain() {
    return state() == JobState.RUNNING
        && standing.attempt() == 1
        && job.terms().equals(JobTerms.NONE)
        && job.fields().isEmpty();
  }

  Run run() {
    return new Run(
        job, standing.attempt(), standing.failures(), entry, Objects.requireNonNull(startedAt));
  }

  /// What is told of the job's end; only for terminal rows.
  JobEvent end() {
    return JobEvent.ended(
        job, standing.attempt(), state(), output, error, Objects.requireNonNull(finishedAt));
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
        state(),
        generation,
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

  /// About how much a statement grows by this row, in characters.
  int size() {
    return 512 + job.payload().text().length() + job.task().length();
  }

  private static Job asJob(Delivery.Unreadable bad) {
    return clean(
        new Job(
            bad.jobId(),
            bad.workflowId(),
            bad.connectionId(),
            bad.role(),
            "",
            bad.raw(),
            JobTerms.NONE,
            Map.of()));
  }

  private static Job clean(Job job) {
    Map<String, String> fields = new LinkedHashMap<>();
    job.fields().forEach((name, value) -> fields.put(clean(name), clean(value)));
    return new Job(
        job.id(),
        CleanText.of(job.workflowId(), MAX_WORKFLOW_ID),
        clean(job.connectionId()),
        job.role(),
        clean(job.task()),
        new JsonText(clean(job.payload().text())),
        clean(job.terms()),
        fields);
  }

  private static JobTerms clean(JobTerms terms) {
    Instant notBefore = terms.notBefore();
    String traceparent = terms.traceparent();
    return new JobTerms(
        notBefore == null ? null : Millis.rounded(notBefore),
        terms.timeout(),
        terms.maxAttempts(),
        terms.priority(),
        traceparent == null ? null : clean(traceparent));
  }

  static String clean(String text) {
    return CleanText.of(text, Integer.MAX_VALUE);
  }
}
