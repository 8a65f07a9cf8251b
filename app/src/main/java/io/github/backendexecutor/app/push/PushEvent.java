package io.github.backendexecutor.app.push;

import io.github.backendexecutor.executor.job.JobEvent;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.Notification;
import io.github.backendexecutor.executor.job.Notification.Outcome;
import io.github.backendexecutor.executor.job.NumberedEvent;
import io.github.backendexecutor.signalr.backplane.Address;
import io.github.backendexecutor.signalr.backplane.Address.Audience;
import io.github.backendexecutor.signalr.protocol.HubMessage.Invocation;
import io.github.backendexecutor.signalr.protocol.Json;
import io.github.backendexecutor.signalr.protocol.SerializedMessage;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// An event on its way to clients: what they are told, and who is to hear it.
final class PushEvent {
  /// Groups of those who follow a job or a workflow have this before its id.
  static final String TOPIC = "events:";

  private final NumberedEvent numbered;
  private final JobEvent event;
  private @Nullable SerializedMessage message;

  PushEvent(NumberedEvent numbered) {
    this.numbered = numbered;
    this.event = numbered.event();
  }

  String eventId() {
    return event.eventId();
  }

  /// What the event is called on the wire.
  String name() {
    return event.name();
  }

  /// The connection that the job names; may be empty.
  String connectionId() {
    return event.connectionId();
  }

  /// Whom the job names besides its connection.
  List<Audience> others() {
    if (event.userId() == null && event.group() == null) {
      return List.of();
    }
    Stream<Audience> user = names(event.userId()).map(Address.User::new);
    Stream<Audience> group = names(event.group()).map(Address.Group::new);
    return Stream.concat(user, group).toList();
  }

  private static Stream<String> names(@Nullable String text) {
    return text != null && JobId.isValid(text) ? Stream.of(text) : Stream.empty();
  }

  /// The same as a list: one or none.
  List<String> connectionIds() {
    return connectionId().isEmpty() ? List.of() : List.of(connectionId());
  }

  private long outputLength() {
    return event.output() == null ? 0 : event.output().text().length();
  }

  /// About how much heap it takes, with the bytes of both protocols.
  long weight() {
    return 1_000 + 4 * outputLength();
  }

  /// The groups of those who asked for events of the job or its workflow.
  List<String> topics() {
    String job = event.jobId().value();
    String workflow = event.workflowId();
    return workflow.isEmpty() || workflow.equals(job)
        ? List.of(TOPIC + job)
        : List.of(TOPIC + job, TOPIC + workflow);
  }

  /// The bytes, made when they are first needed: most events have no listener.
  synchronized SerializedMessage message() {
    if (message == null) {
      message = SerializedMessage.of(Invocation.of(name(), EventArgument.of(numbered)));
    }
    return message;
  }

  /// Target and arguments as Azure takes them.
  String json() {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("target", name());
    body.put("arguments", List.of(EventArgument.of(numbered)));
    return Json.text(body);
  }

  Letter letter() {
    return new Letter(
        eventId(),
        event.jobId().value(),
        event.workflowId(),
        event.kind() == JobEvent.Kind.COMPLETED,
        numbered.number(),
        message());
  }

  Notification became(String to, Outcome outcome, long count, String detail, Instant at) {
    long seq = numbered.number().seq();
    return new Notification(event.jobId(), eventId(), seq, name(), at, to, outcome, count, detail);
  }
}
