package io.github.backendexecutor.app.api;

import io.github.backendexecutor.executor.job.AttemptRecord;
import io.github.backendexecutor.executor.job.CleanText;
import io.github.backendexecutor.executor.job.Entry;
import io.github.backendexecutor.executor.job.Generation;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobLine;
import io.github.backendexecutor.executor.job.JobRecord;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.JsonText;
import io.github.backendexecutor.executor.job.Notification;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.job.Waiting;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the API answers about jobs.
final class JobAnswers {
  /// The state of a job whose entry nobody has read yet.
  static final String QUEUED = "queued";

  private static final int MOST_INLINE = 256 * 1024;
  private static final int HEAD = 4_000;

  private JobAnswers() {}

  /// A job in a list.
  record Line(
      JobId jobId,
      String workflowId,
      Role role,
      String task,
      String state,
      int attempt,
      int generation,
      int failures,
      int lost,
      Instant createdAt,
      @Nullable Instant startedAt,
      @Nullable Instant finishedAt,
      @Nullable Instant nextRunAt,
      @Nullable String error,
      @Nullable String parentJobId) {
    static Line of(JobLine job) {
      return new Line(
          job.id(),
          job.workflowId(),
          job.role(),
          job.task(),
          job.state().word(),
          job.attempt(),
          job.generation(),
          job.failures(),
          job.lost(),
          job.createdAt(),
          job.startedAt(),
          job.finishedAt(),
          job.nextRunAt(),
          job.error(),
          job.parentId());
    }
  }

  /// All of a job. Its payload or output is null where it is too large, and its beginning is in the
  /// field beside it.
  record Full(
      JobId jobId,
      String workflowId,
      Role role,
      String task,
      String state,
      int attempt,
      int generation,
      int failures,
      int lost,
      @Nullable Instant createdAt,
      @Nullable Instant startedAt,
      @Nullable Instant finishedAt,
      @Nullable Instant nextRunAt,
      @Nullable String error,
      @Nullable String parentJobId,
      @Nullable JsonText payload,
      @Nullable Beginning payloadText,
      @Nullable JsonText output,
      @Nullable Beginning outputText,
      Map<String, String> fields,
      String connectionId,
      @Nullable InstanceId owner,
      @Nullable Entry entry,
      boolean cancelRequested,
      @Nullable Integer maxAttempts,
      @Nullable Long timeoutMs,
      int priority,
      @Nullable Instant runAt,
      @Nullable String traceparent,
      @Nullable Why waiting,
      List<Past> generations) {

    static Full of(JobRecord job, List<Generation> before, @Nullable Why waiting) {
      var terms = job.terms();
      var timeout = terms.timeout();
      return new Full(
          job.id(),
          job.workflowId(),
          job.role(),
          job.task(),
          job.state().word(),
          job.attempt(),
          job.generation(),
          job.failures(),
          job.lost(),
          job.createdAt(),
          job.startedAt(),
          job.finishedAt(),
          job.nextRunAt(),
          job.error(),
          job.fields().get(JobLine.PARENT_ID),
          inline(job.payload()),
          Beginning.of(job.payload()),
          inline(job.output()),
          Beginning.of(job.output()),
          job.fields(),
          job.connectionId(),
          job.owner(),
          job.entry(),
          job.cancelRequested(),
          terms.maxAttempts(),
          timeout == null ? null : timeout.toMillis(),
          terms.priority(),
          terms.notBefore(),
          terms.traceparent(),
          waiting,
          before.stream().map(Past::of).toList());
    }
  }

  private static @Nullable JsonText inline(@Nullable JsonText json) {
    return json == null || json.text().length() > MOST_INLINE ? null : json;
  }

  /// The first characters of a JSON text that is too large to be shown.
  ///
  /// @param bytes how large it is
  record Beginning(long bytes, String head) {
    static @Nullable Beginning of(@Nullable JsonText json) {
      return json == null || json.text().length() <= MOST_INLINE
          ? null
          : new Beginning(
              json.text().getBytes(StandardCharsets.UTF_8).length, CleanText.of(json.text(), HEAD));
    }
  }

  /// Why a job waits.
  record Why(String reason, String sentence, @Nullable Instant since, @Nullable Instant until) {
    static Why of(Waiting waiting) {
      return new Why(waiting.reason().word(), waiting.sentence(), waiting.since(), waiting.until());
    }
  }

  /// A job at the end of an earlier generation.
  record Past(
      int generation,
      JobState state,
      int attempt,
      Instant finishedAt,
      @Nullable String error,
      String retriedBy,
      Instant retriedAt) {
    static Past of(Generation past) {
      return new Past(
          past.generation(),
          past.state(),
          past.attempt(),
          past.finishedAt(),
          past.error(),
          past.retriedBy().name(),
          past.retriedAt());
    }
  }

  /// One run of a job; without an end it runs now.
  record Attempt(
      int attempt,
      int generation,
      @Nullable InstanceId owner,
      @Nullable Instant startedAt,
      @Nullable Instant endedAt,
      String outcome,
      @Nullable String error,
      boolean hasLog) {
    static Attempt of(AttemptRecord run, List<Generation> before) {
      return new Attempt(
          run.attempt(),
          Generation.of(before, run.attempt()),
          run.owner(),
          run.startedAt(),
          run.endedAt(),
          run.outcome(),
          run.error(),
          !run.log().isEmpty());
    }

    static Attempt running(JobRecord job) {
      return new Attempt(
          job.attempt(),
          job.generation(),
          job.owner(),
          job.startedAt(),
          null,
          job.state().word(),
          null,
          false);
    }
  }

  /// What a run logged.
  record Log(int attempt, String text) {}

  /// What became of telling somebody of an event of the job.
  record Told(
      String eventId,
      long seq,
      String event,
      Instant at,
      String target,
      String outcome,
      long count,
      String detail) {
    static Told of(Notification told) {
      return new Told(
          told.eventId(),
          told.seq(),
          told.event(),
          told.at(),
          told.target(),
          told.outcome().word(),
          told.count(),
          told.detail());
    }
  }

  /// One step of a run.
  record Step(
      String name,
      String state,
      @Nullable Instant startedAt,
      @Nullable Instant endedAt,
      @Nullable String detail) {}

  /// A job that was put on its stream.
  record Accepted(JobId jobId, Role role, Entry entry, String state) {}

  /// What came of asking to cancel a job.
  record Cancelled(JobId jobId, String answer) {}

  /// An ended job that runs again.
  record Retried(JobId jobId, int generation) {}
}
