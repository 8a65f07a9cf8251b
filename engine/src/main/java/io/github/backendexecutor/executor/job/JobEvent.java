package io.github.backendexecutor.executor.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Something that a waiting client hears of. Told at least once; the same event has the same
/// `eventId`.
///
/// @param userId whose connections shall hear of it besides, as the job's field `userId` says;
///   null: nobody's
/// @param group which group of connections shall hear of it besides, as the job's field `group`
///   says; null: none
/// @param status for [Kind#COMPLETED] the terminal state, else the state that follows
/// @param output the result; null unless the job completed
/// @param error why the run failed; null unless it did
/// @param at when it happened
public record JobEvent(
    Kind kind,
    JobId jobId,
    String workflowId,
    String connectionId,
    @Nullable String userId,
    @Nullable String group,
    Role role,
    int attempt,
    JobState status,
    @Nullable JsonText output,
    @Nullable String error,
    Instant at) {

  /// The field of a job that names a user who is to hear of it.
  public static final String USER_ID = "userId";

  /// The field of a job that names a group that is to hear of it.
  public static final String GROUP = "group";

  /// The name of the event on the wire is `job_` and the name in lower case.
  public enum Kind {
    STARTED,
    RETRYING,
    /// The job has ended, whatever the end.
    COMPLETED
  }

  /// Stable over repeated telling, so that a client can drop what it has heard.
  public String eventId() {
    return jobId + ":" + attempt + ":" + kind.name().toLowerCase(java.util.Locale.ROOT);
  }

  public static JobEvent started(Run run) {
    return of(Kind.STARTED, run, JobState.RUNNING, null, null, run.startedAt());
  }

  /// The event that follows from an ending; a released run has none and is told as nothing (null).
  public static @Nullable JobEvent of(Ending ending) {
    Run run = ending.run();
    return switch (ending.verdict()) {
      case Verdict.Done(var output) ->
          of(Kind.COMPLETED, run, JobState.COMPLETED, output, null, ending.at());
      case Verdict.Bury(var error) ->
          of(Kind.COMPLETED, run, JobState.FAILED, null, error, ending.at());
      case Verdict.Retry(_, var error) ->
          of(Kind.RETRYING, run, JobState.RETRY_WAIT, null, error, ending.at());
      case Verdict.Cancel() -> of(Kind.COMPLETED, run, JobState.CANCELLED, null, null, ending.at());
      case Verdict.Release() -> null;
    };
  }

  private static JobEvent of(
      Kind kind,
      Run run,
      JobState status,
      @Nullable JsonText output,
      @Nullable String error,
      Instant at) {
    Job job = run.job();
    return new JobEvent(
        kind,
        job.id(),
        job.workflowId(),
        job.connectionId(),
        job.fields().get(USER_ID),
        job.fields().get(GROUP),
        job.role(),
        run.attempt(),
        status,
        output,
        error,
        at);
  }
}
