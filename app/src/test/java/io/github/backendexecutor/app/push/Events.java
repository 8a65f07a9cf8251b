package io.github.backendexecutor.app.push;

import io.github.backendexecutor.executor.job.EventNumber;
import io.github.backendexecutor.executor.job.JobEvent;
import io.github.backendexecutor.executor.job.JobEvent.Kind;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.JsonText;
import io.github.backendexecutor.executor.job.NumberedEvent;
import io.github.backendexecutor.executor.job.Role;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Events for tests.
final class Events {
  static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private Events() {}

  static JobEvent started(String job, String connectionId) {
    return event(Kind.STARTED, job, connectionId, JobState.RUNNING, null, null);
  }

  static JobEvent retrying(String job, String connectionId) {
    return event(Kind.RETRYING, job, connectionId, JobState.RETRY_WAIT, null, "not yet");
  }

  static JobEvent completed(String job, String connectionId, @Nullable String output) {
    return event(Kind.COMPLETED, job, connectionId, JobState.COMPLETED, output, null);
  }

  static JobEvent failed(String job, String connectionId, String error) {
    return event(Kind.COMPLETED, job, connectionId, JobState.FAILED, null, error);
  }

  static JobEvent completedFor(String userId, String group) {
    return completedFor("", userId, group);
  }

  static JobEvent completedFor(String connectionId, String userId, String group) {
    return new JobEvent(
        Kind.COMPLETED,
        new JobId("j"),
        "w-1",
        connectionId,
        userId,
        group,
        new Role("agent"),
        1,
        0,
        JobState.COMPLETED,
        new JsonText("1"),
        null,
        NOON);
  }

  private static JobEvent event(
      Kind kind,
      String job,
      String connectionId,
      JobState status,
      @Nullable String output,
      @Nullable String error) {
    return new JobEvent(
        kind,
        new JobId(job),
        "w-1",
        connectionId,
        null,
        null,
        new Role("agent"),
        1,
        0,
        status,
        output == null ? null : new JsonText(output),
        error,
        NOON);
  }

  /// Without numbers.
  static NumberedEvent plain(JobEvent event) {
    return new NumberedEvent(event, EventNumber.NONE);
  }
}
