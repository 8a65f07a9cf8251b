package io.github.backendexecutor.executor.job;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Something that a waiting client hears of. Told at least once; the same event has the same
/// `eventId`.
///
/// @param userId whose connections shall hear of it besides, as the job's field `userId` says;
///   null: nobody's
/// @param group which group of connections shall hear of it besides, as the job's field `group`
///   says; null: none
/// @param part which one of several of its kind in the run, from 1 on; 0 when there is only one
/// @param status for [Kind#COMPLETED] the terminal state, else the state that follows
/// @param output the result, or what a running job says; null when there is none
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
    int part,
    JobState status,
    @Nullable JsonText output,
    @Nullable String error,
    Instant at) {

  /// The field of a job that names a user who is to hear of it.
  public static final String USER_ID = "userId";

  /// The field of a job that names a group that is to hear of it.
  public static final String GROUP = "group";

  /// What happened.
  public enum Kind {
    STARTED,
    /// How far the run is: any JSON, as `output`.
    PROGRESS,
    /// A line of the run's log: a JSON string, as `output`.
    LOG,
    RETRYING,
    /// The job has ended, whatever the end.
    COMPLETED;

    private final String word = name().toLowerCase(Locale.ROOT);

    /// In the database and in ids.
    public String word() {
      return word;
    }

    /// The kind of this word; IllegalArgumentException when there is none.
    public static Kind of(String word) {
      return valueOf(word.toUpperCase(Locale.ROOT));
    }
  }

  /// Stable over repeated telling, so that a client can drop what it has heard.
  public String eventId() {
    return jobId + ":" + attempt + ":" + kind.word() + (part == 0 ? "" : ":" + part);
  }

  /// What the event is called on the wire.
  public String name() {
    return "job_" + kind.word();
  }

  public static JobEvent started(Run run) {
    return of(Kind.STARTED, run, JobState.RUNNING, null, null, run.startedAt());
  }

  /// A run says how far it is, for the `part`-th time.
  public static JobEvent progress(Run run, int part, JsonText progress, Instant at) {
    return of(Kind.PROGRESS, run, JobState.RUNNING, progress, null, at).asPart(part);
  }

  /// A run says a line, its `part`-th.
  ///
  /// @param line a JSON string
  public static JobEvent log(Run run, int part, JsonText line, Instant at) {
    return of(Kind.LOG, run, JobState.RUNNING, line, null, at).asPart(part);
  }

  /// The end of a job, as its row has it.
  public static JobEvent ended(
      Job job,
      int attempt,
      JobState end,
      @Nullable JsonText output,
      @Nullable String error,
      Instant at) {
    return of(Kind.COMPLETED, job, attempt, end, output, error, at);
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

  /// Whether somebody can wait for this: its job names a workflow, a connection, a user or a group.
  public boolean canBeHeard() {
    return canBeHeard(workflowId, connectionId, userId, group);
  }

  /// Whether somebody can wait for events of this job.
  public static boolean canBeHeard(Job job) {
    return canBeHeard(
        job.workflowId(), job.connectionId(), job.fields().get(USER_ID), job.fields().get(GROUP));
  }

  private static boolean canBeHeard(@Nullable String... names) {
    for (String name : names) {
      if (name != null && !name.isEmpty()) {
        return true;
      }
    }
    return false;
  }

  private static JobEvent of(
      Kind kind,
      Run run,
      JobState status,
      @Nullable JsonText output,
      @Nullable String error,
      Instant at) {
    return of(kind, run.job(), run.attempt(), status, output, error, at);
  }

  private static JobEvent of(
      Kind kind,
      Job job,
      int attempt,
      JobState status,
      @Nullable JsonText output,
      @Nullable String error,
      Instant at) {
    return new JobEvent(
        kind,
        job.id(),
        job.workflowId(),
        job.connectionId(),
        job.fields().get(USER_ID),
        job.fields().get(GROUP),
        job.role(),
        attempt,
        0,
        status,
        output,
        error,
        at);
  }

  private JobEvent asPart(int number) {
    return new JobEvent(
        kind,
        jobId,
        workflowId,
        connectionId,
        userId,
        group,
        role,
        attempt,
        number,
        status,
        output,
        error,
        at);
  }
}
