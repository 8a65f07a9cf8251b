package io.github.backendexecutor.app.push;

import io.github.backendexecutor.executor.job.JobEvent;
import io.github.backendexecutor.executor.job.JsonText;
import io.github.backendexecutor.signalr.InvalidMessage;
import io.github.backendexecutor.signalr.PlainValues;
import io.github.backendexecutor.signalr.protocol.Json;
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
///
/// What does not apply is left out, for clients that fail on null; only `output` is always there.
/// Times are ISO text.
final class EventArgument {
  /// The output is this much deeper in the message than by itself, in JSON.
  private static final int DEPTH_ABOVE = 4;

  private EventArgument() {}

  static Map<String, @Nullable Object> of(JobEvent event) {
    Map<String, @Nullable Object> argument = new LinkedHashMap<>();
    argument.put("eventId", event.eventId());
    argument.put("jobId", event.jobId().value());
    argument.put("workflowId", event.workflowId());
    argument.put("role", event.role().name());
    argument.put("status", event.status().word());
    argument.put("attempt", event.attempt());
    if (event.kind() == JobEvent.Kind.COMPLETED) {
      argument.put("result", result(event));
    }
    if (event.error() != null) {
      argument.put("error", event.error());
    }
    argument.put(timeOf(event.kind()), event.at().toString());
    return argument;
  }

  /// The same without its output, and why.
  static Map<String, @Nullable Object> withoutOutput(
      Map<String, @Nullable Object> argument, String why) {
    Map<String, @Nullable Object> shorter = new LinkedHashMap<>(argument);
    shorter.put("result", result(String.valueOf(argument.get("status")), null, why));
    return shorter;
  }

  private static String timeOf(JobEvent.Kind kind) {
    return switch (kind) {
      case STARTED -> "startedAt";
      case RETRYING -> "failedAt";
      case COMPLETED -> "finishedAt";
    };
  }

  private static Map<String, @Nullable Object> result(JobEvent event) {
    JsonText output = event.output();
    String status = event.status().word();
    if (output == null) {
      return result(status, null, null);
    }
    try {
      Object value = Json.parse(output.text());
      return depth(value) + DEPTH_ABOVE > PlainValues.MAX_DEPTH
          ? result(status, null, "nested too deep")
          : result(status, value, null);
    } catch (InvalidMessage e) { // valid JSON all the same: a number that no client can hold
      return result(status, null, String.valueOf(e.getMessage()));
    }
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
