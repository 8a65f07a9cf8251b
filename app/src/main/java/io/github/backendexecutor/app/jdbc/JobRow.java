package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.job.CleanText;
import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.job.Entry;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Job;
import io.github.backendexecutor.executor.job.JobEvent;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobRecord;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.JobTerms;
import io.github.backendexecutor.executor.job.JsonText;
import io.github.backendexecutor.executor.job.Run;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One row of the table `job`: what an entry becomes, and what the story's values are made of
/// again.
record JobRow(
    Job job,
    @Nullable Entry entry,
    JobState state,
    int attempt,
    int failures,
    int lost,
    @Nullable InstanceId owner,
    @Nullable Instant nextRunAt,
    @Nullable JsonText output,
    @Nullable String error,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt) {

  /// A workflow's id is indexed, and PostgreSQL refuses to index long text: it is cut here.
  static final int MAX_WORKFLOW_ID = 256;

  /// The row that a delivery of an unknown job becomes.
  static JobRow of(Delivery delivery, InstanceId owner, Instant time) {
    Instant now = Millis.rounded(time);
    return switch (delivery) {
      case Delivery.Unreadable bad -> failed(asJob(bad), bad.entry(), bad.reason(), now);
      case Delivery.Readable(var entry, var raw) -> {
        Job job = clean(raw);
        Instant start = job.terms().notBefore();
        yield start != null && start.isAfter(now)
            ? new JobRow(
                job, entry, JobState.SCHEDULED, 0, 0, 0, null, start, null, null, now, null, null)
            : new JobRow(
                job, entry, JobState.RUNNING, 1, 0, 0, owner, null, null, null, now, now, null);
      }
    };
  }

  /// The row of an entry that can never run.
  private static JobRow failed(Job job, Entry entry, String error, Instant now) {
    String why = clean(error);
    return new JobRow(job, entry, JobState.FAILED, 0, 0, 0, null, null, null, why, now, null, now);
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

  /// This waiting row after its claim.
  JobRow claimed(InstanceId by, Instant now) {
    return new JobRow(
        job,
        entry,
        JobState.RUNNING,
        attempt + 1,
        failures,
        lost,
        by,
        null,
        output,
        error,
        createdAt,
        Millis.rounded(now),
        null);
  }

  /// Whether it stands for an entry that was never run.
  boolean refused() {
    return state == JobState.FAILED && attempt == 0;
  }

  Run run() {
    return new Run(job, attempt, failures, entry, Objects.requireNonNull(startedAt));
  }

  /// What is told of the job's end; only for terminal rows.
  JobEvent end() {
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
        lost,
        owner,
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
