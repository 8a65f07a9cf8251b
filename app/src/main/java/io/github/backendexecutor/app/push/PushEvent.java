package io.github.backendexecutor.app.push;

import io.github.backendexecutor.app.push.Mailbox.Letter;
import io.github.backendexecutor.executor.job.JobEvent;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.signalr.backplane.Address;
import io.github.backendexecutor.signalr.backplane.Address.Audience;
import io.github.backendexecutor.signalr.protocol.HubMessage.Invocation;
import io.github.backendexecutor.signalr.protocol.Json;
import io.github.backendexecutor.signalr.protocol.SerializedMessage;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// An event on its way to clients: what they are told, and who is to hear it.
final class PushEvent {
  /// Groups of those who follow a job or a workflow have this before its id.
  static final String TOPIC = "events:";

  private final JobEvent event;
  private @Nullable SerializedMessage message;

  PushEvent(JobEvent event) {
    this.event = event;
  }

  String eventId() {
    return event.eventId();
  }

  /// What the event is called on the wire.
  String name() {
    return "job_" + event.kind().name().toLowerCase(Locale.ROOT);
  }

  /// The connection that the job names; may be empty.
  String connectionId() {
    return event.connectionId();
  }

  /// Whom the job names besides its connection.
  List<Audience> others() {
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

  Instant at() {
    return event.at();
  }

  long outputLength() {
    return event.output() == null ? 0 : event.output().text().length();
  }

  /// About how much heap it takes, with the bytes of both protocols.
  long weight() {
    return 1_000 + 4 * outputLength();
  }

  /// The groups of those who asked for events of the job or its workflow.
  List<String> topics() {
    return Stream.of(event.jobId().value(), event.workflowId())
        .filter(id -> !id.isEmpty())
        .distinct()
        .map(TOPIC::concat)
        .toList();
  }

  /// The bytes, made when they are first needed: most events have no listener.
  synchronized SerializedMessage message() {
    if (message == null) {
      message = SerializedMessage.of(Invocation.of(name(), EventArgument.of(event)));
    }
    return message;
  }

  /// Target and arguments as Azure takes them.
  String json() {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("target", name());
    body.put("arguments", List.of(EventArgument.of(event)));
    return Json.text(body);
  }

  Letter letter() {
    return new Letter(eventId(), message());
  }

  /// For a client that is sent so much at once that this output has to stay behind.
  Letter letterWithoutOutput() {
    if (event.output() == null) {
      return letter();
    }
    Map<String, @Nullable Object> argument =
        EventArgument.withoutOutput(EventArgument.of(event), "too much at once");
    return new Letter(eventId(), SerializedMessage.of(Invocation.of(name(), argument)));
  }

  Notification became(String to, Notification.Outcome outcome, String detail, Instant at) {
    return new Notification(eventId(), event.jobId(), name(), to, outcome, detail, at);
  }
}
