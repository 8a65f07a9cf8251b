package io.github.backendexecutor.app.cli;

import io.github.backendexecutor.executor.job.AttemptRecord;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.JobRecord;
import io.github.backendexecutor.executor.job.JsonText;
import io.github.backendexecutor.executor.job.Notification;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/// A job as JSON, for scripts: every column, payload and output as the JSON they are.
final class JobView {
  private static final JsonMapper JSON = new JsonMapper();

  private JobView() {}

  static String json(
      JobRecord job,
      List<AttemptRecord> attempts,
      List<Notification> notifications,
      boolean cancelRequested) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(text)) {
      out.writeStartObject();
      columns(out, job);
      out.writeBooleanProperty("cancelRequested", cancelRequested);
      out.writeName("attempts");
      out.writeStartArray();
      attempts.forEach(attempt -> attempt(out, attempt));
      out.writeEndArray();
      out.writeName("notifications");
      out.writeStartArray();
      notifications.forEach(notification -> notification(out, notification));
      out.writeEndArray();
      out.writeEndObject();
    }
    return text.toString();
  }

  static String json(List<JobRecord> jobs) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(text)) {
      out.writeStartArray();
      for (JobRecord job : jobs) {
        out.writeStartObject();
        columns(out, job);
        out.writeEndObject();
      }
      out.writeEndArray();
    }
    return text.toString();
  }

  private static void columns(JsonGenerator out, JobRecord job) {
    out.writeStringProperty("jobId", job.id().value());
    out.writeStringProperty("workflowId", job.workflowId());
    out.writeStringProperty("connectionId", job.connectionId());
    out.writeStringProperty("role", job.role().name());
    out.writeStringProperty("task", job.task());
    raw(out, "payload", job.payload());
    out.writeName("fields");
    out.writeStartObject();
    job.fields().forEach(out::writeStringProperty);
    out.writeEndObject();
    out.writeStringProperty("state", job.state().word());
    out.writeNumberProperty("attempt", job.attempt());
    out.writeNumberProperty("failures", job.failures());
    out.writeNumberProperty("lost", job.lost());
    text(out, "owner", job.owner());
    text(out, "entry", job.entry());
    text(out, "nextRunAt", job.nextRunAt());
    raw(out, "output", job.output());
    text(out, "error", job.error());
    text(out, "createdAt", job.createdAt());
    text(out, "startedAt", job.startedAt());
    text(out, "finishedAt", job.finishedAt());
  }

  private static void attempt(JsonGenerator out, AttemptRecord attempt) {
    out.writeStartObject();
    out.writeNumberProperty("attempt", attempt.attempt());
    text(out, "owner", attempt.owner());
    text(out, "startedAt", attempt.startedAt());
    text(out, "endedAt", attempt.endedAt());
    out.writeStringProperty("outcome", attempt.outcome());
    text(out, "error", attempt.error());
    out.writeStringProperty("log", attempt.log());
    out.writeEndObject();
  }

  private static void notification(JsonGenerator out, Notification notification) {
    out.writeStartObject();
    text(out, "eventId", notification.eventId());
    out.writeNumberProperty("seq", notification.seq());
    text(out, "event", notification.event());
    text(out, "at", notification.at());
    text(out, "target", notification.target());
    text(out, "outcome", notification.outcome().word());
    out.writeNumberProperty("count", notification.count());
    text(out, "detail", notification.detail());
    out.writeEndObject();
  }

  private static void raw(JsonGenerator out, String name, @Nullable JsonText json) {
    out.writeName(name);
    out.writeRawValue(json == null ? "null" : json.text());
  }

  /// Ids and times as their words; null as null.
  private static void text(JsonGenerator out, String name, @Nullable Object value) {
    switch (value) {
      case null -> out.writeNullProperty(name);
      case Instant at -> out.writeStringProperty(name, at.toString());
      case InstanceId id -> out.writeStringProperty(name, id.value());
      default -> out.writeStringProperty(name, value.toString());
    }
  }
}
