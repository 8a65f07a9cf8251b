package io.github.backendexecutor.app.push;

import io.github.backendexecutor.executor.job.EventNumber;
import io.github.backendexecutor.executor.job.JobEvent;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.JsonText;
import io.github.backendexecutor.executor.job.NumberedEvent;
import io.github.backendexecutor.signalr.InvalidMessage;
import io.github.backendexecutor.signalr.PlainValues;
import io.github.backendexecutor.signalr.protocol.Json;
import io.github.backendexecutor.signalr.protocol.SerializedMessage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The one argument of an event, as clients read it.
///
/// | event | has besides `eventId`, `jobId`, `workflowId`, `role`, `status`, `attempt` |
/// |---|---|
/// | `job_started` | `startedAt` |
/// | `job_retrying` | `error`, `failedAt` |
/// | `job_completed` | `result` with `status` and `output`, `error` when it failed, `finishedAt` |
/// | `job_progress` | `progress`, any JSON, and `at` |
/// | `job_log` | `line` and `at` |
///
/// An event that is numbered has `jobSeq`, which counts the events of the job, and `seq`, which
/// counts those of the workflow, or of the job when it has none. What does not apply is left out,
/// for clients that fail on null; only `output` is always there. Times are ISO text.
public final class EventArgument {
  /// The output is this much deeper in the message than by itself, in JSON.
  private static final int DEPTH_ABOVE = 4;

  private EventArgument() {}

  /// The argument of this event, as plain values that can travel in JSON.
  public static Map<String, @Nullable Object> of(NumberedEvent numbered) {
    JobEvent event = numbered.event();
    Map<String, @Nullable Object> argument = new LinkedHashMap<>();
    argument.put("eventId", event.eventId());
    argument.put("jobId", event.jobId().value());
    argument.put("workflowId", event.workflowId());
    argument.put("role", event.role().name());
    argument.put("status", event.status().word());
    argument.put("attempt", event.attempt());
    if (numbered.number().inJob() > 0) {
      argument.put("seq", numbered.number().seq());
      argument.put("jobSeq", numbered.number().inJob());
    }
    switch (event.kind()) {
      case COMPLETED -> argument.put("result", result(event));
      case PROGRESS -> argument.put("progress", said(event));
      case LOG -> argument.put("line", said(event));
      case STARTED, RETRYING -> {}
    }
    if (event.error() != null) {
      argument.put("error", event.error());
    }
    argument.put(timeOf(event.kind()), event.at().toString());
    return argument;
  }

  /// The other way round: an event that another instance told, and its message; null when it is
  /// none of ours.
  static @Nullable Letter letter(String target, Map<?, ?> argument, SerializedMessage message) {
    if (!(argument.get("eventId") instanceof String eventId
        && argument.get("jobId") instanceof String job)) {
      return null;
    }
    String workflow = argument.get("workflowId") instanceof String id ? id : "";
    long inWorkflow = workflow.isEmpty() ? 0 : number(argument.get("seq"));
    EventNumber number = new EventNumber(number(argument.get("jobSeq")), inWorkflow);
    return new Letter(eventId, job, workflow, target.equals("job_completed"), number, message);
  }

  private static long number(@Nullable Object value) {
    return value instanceof Long number ? Math.max(0, number) : 0;
  }

  private static String timeOf(JobEvent.Kind kind) {
    return switch (kind) {
      case STARTED -> "startedAt";
      case RETRYING -> "failedAt";
      case COMPLETED -> "finishedAt";
      case PROGRESS, LOG -> "at";
    };
  }

  private static Map<String, @Nullable Object> result(JobEvent event) {
    JsonText output = event.output();
    String status = event.status().word();
    if (output == null) {
      boolean left = event.status() == JobState.COMPLETED; // a completed job has one
      return result(status, null, left ? "too large, or no longer kept" : null);
    }
    try {
      Object value = Json.parse(output.text());
      return isTooDeep(value)
          ? result(status, null, "nested too deep")
          : result(status, value, null);
    } catch (InvalidMessage e) { // valid JSON all the same: a number that no client can hold
      return result(status, null, String.valueOf(e.getMessage()));
    }
  }

  /// What a running job says; null when it cannot travel.
  private static @Nullable Object said(JobEvent event) {
    JsonText said = event.output();
    try {
      Object value = said == null ? null : Json.parse(said.text());
      return isTooDeep(value) ? null : value;
    } catch (InvalidMessage _) {
      return null;
    }
  }

  private static boolean isTooDeep(@Nullable Object value) {
    return depth(value) + DEPTH_ABOVE > PlainValues.MAX_DEPTH;
  }

  private static Map<String, @Nullable Object> result(
      String status, @Nullable Object output, @Nullable String omitted) {
    Map<String, @Nullable Object> result = new LinkedHashMap<>();
    result.put("status", status);
    result.put("output", output);
    if (omitted != null) {
      result.put("outputOmitted", omitted);
    }
    return result;
  }

  private static int depth(@Nullable Object value) {
    return switch (value) {
      case List<?> list -> 1 + list.stream().mapToInt(EventArgument::depth).max().orElse(0);
      case Map<?, ?> map ->
          1 + map.values().stream().mapToInt(EventArgument::depth).max().orElse(0);
      case null, default -> 0;
    };
  }
}
