package io.github.backendexecutor.app.runner;

import io.github.backendexecutor.executor.job.Job;
import io.github.backendexecutor.executor.spi.JobContext;
import java.io.StringWriter;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Jobs written as JSON. The payload goes in exactly as its producer wrote it: numbers keep their
/// digits and objects their order.
final class JobJson {
  private static final JsonFactory FACTORY = new JsonFactory();

  /// What a job's names and short values take, about, in characters.
  private static final int FRAME = 1_024;

  private JobJson() {}

  /// What a command reads from its standard input.
  static String request(Job job, JobContext context) {
    return write(
        size(job),
        json -> {
          json.writeStartObject();
          writeJob(json, job);
          json.writeNumberProperty("attempt", context.attempt());
          json.writeStringProperty("idempotencyKey", context.idempotencyKey());
          json.writeStringProperty("deadline", context.deadline().toString());
          json.writeNumberProperty("priority", job.terms().priority());
          json.writeStringProperty("traceparent", job.terms().traceparent());
          json.writeObjectPropertyStart("fields");
          job.fields().forEach(json::writeStringProperty);
          json.writeEndObject();
          json.writeEndObject();
        });
  }

  static String echo(Job job, String notice) {
    return write(
        size(job),
        json -> {
          json.writeStartObject();
          json.writeStringProperty("notice", notice);
          json.writeStringProperty("task", job.task());
          writePayload(json, job);
          json.writeEndObject();
        });
  }

  /// `text` as a JSON string.
  static String quote(String text) {
    return write(text.length() + 2, json -> json.writeString(text));
  }

  private static void writeJob(JsonGenerator json, Job job) {
    json.writeStringProperty("jobId", job.id().value());
    json.writeStringProperty("workflowId", job.workflowId());
    json.writeStringProperty("connectionId", job.connectionId());
    json.writeStringProperty("role", job.role().name());
    json.writeStringProperty("task", job.task());
    writePayload(json, job);
  }

  private static void writePayload(JsonGenerator json, Job job) {
    json.writeName("payload");
    json.writeRawValue(job.payload().text());
  }

  private static int size(Job job) {
    return job.task().length() + job.payload().text().length() + FRAME;
  }

  /// @param size how many characters it will about have: what has to grow is copied again and again
  private static String write(int size, Consumer<JsonGenerator> content) {
    StringWriter text = new StringWriter(size);
    try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
      content.accept(json);
    }
    return text.toString();
  }
}
