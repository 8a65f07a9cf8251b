package io.github.backendexecutor.signalr.protocol;

import io.github.backendexecutor.signalr.InvalidMessage;
import io.github.backendexecutor.signalr.protocol.HubMessage.Ack;
import io.github.backendexecutor.signalr.protocol.HubMessage.CancelInvocation;
import io.github.backendexecutor.signalr.protocol.HubMessage.Close;
import io.github.backendexecutor.signalr.protocol.HubMessage.Completion;
import io.github.backendexecutor.signalr.protocol.HubMessage.Ending;
import io.github.backendexecutor.signalr.protocol.HubMessage.Failure;
import io.github.backendexecutor.signalr.protocol.HubMessage.Invocation;
import io.github.backendexecutor.signalr.protocol.HubMessage.Nothing;
import io.github.backendexecutor.signalr.protocol.HubMessage.Ping;
import io.github.backendexecutor.signalr.protocol.HubMessage.Sequence;
import io.github.backendexecutor.signalr.protocol.HubMessage.StreamInvocation;
import io.github.backendexecutor.signalr.protocol.HubMessage.StreamItem;
import io.github.backendexecutor.signalr.protocol.HubMessage.Value;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/// Hub messages as JSON objects, each followed by the byte 0x1e. Properties may come in any order
/// and unknown ones are ignored, since clients differ in both.
public final class JsonHubProtocol implements HubProtocol {
  JsonHubProtocol() {}

  @Override
  public String name() {
    return "json";
  }

  @Override
  public boolean binary() {
    return false;
  }

  @Override
  public byte @Nullable [] nextFrame(ByteQueue received, int most) {
    return received.takeRecord(most);
  }

  @Override
  public byte[] write(HubMessage message) {
    return record(
        Json.text(out -> {
          out.writeStartObject();
          write(out, message);
          out.writeEndObject();
        }));
  }

  /// This text as a record.
  static byte[] record(String json) {
    return (json + (char) ByteQueue.RECORD_SEPARATOR).getBytes(StandardCharsets.UTF_8);
  }

  private static void write(JsonGenerator out, HubMessage message) {
    switch (message) {
      case Invocation(var id, var target, var arguments, var streams) ->
          call(type(out, 1, id), target, arguments, streams);
      case StreamItem(var id, var item) -> Json.write(type(out, 2, id).writeName("item"), item);
      case Completion(var id, var ending) -> ending(type(out, 3, id), ending);
      case StreamInvocation(var id, var target, var arguments, var streams) ->
          call(type(out, 4, id), target, arguments, streams);
      case CancelInvocation(var id) -> type(out, 5, id);
      case Ping() -> type(out, 6, null);
      case Close(var error, var allowReconnect) -> close(type(out, 7, null), error, allowReconnect);
      case Ack(var number) -> type(out, 8, null).writeNumberProperty("sequenceId", number);
      case Sequence(var number) -> type(out, 9, null).writeNumberProperty("sequenceId", number);
    }
  }

  private static JsonGenerator type(JsonGenerator out, int type, @Nullable String invocationId) {
    out.writeNumberProperty("type", type);
    return invocationId == null ? out : out.writeStringProperty("invocationId", invocationId);
  }

  private static void call(
      JsonGenerator out,
      String target,
      List<? extends @Nullable Object> arguments,
      List<String> streamIds) {
    out.writeStringProperty("target", target);
    Json.write(out.writeName("arguments"), arguments);
    if (!streamIds.isEmpty()) {
      Json.write(out.writeName("streamIds"), streamIds);
    }
  }

  private static void ending(JsonGenerator out, Ending ending) {
    switch (ending) {
      case Value(var value) -> Json.write(out.writeName("result"), value);
      case Failure(var error) -> out.writeStringProperty("error", error);
      case Nothing() -> {}
    }
  }

  private static void close(JsonGenerator out, @Nullable String error, boolean allowReconnect) {
    if (error != null) {
      out.writeStringProperty("error", error);
    }
    if (allowReconnect) {
      out.writeBooleanProperty("allowReconnect", true);
    }
  }

  @Override
  public @Nullable HubMessage read(byte[] frame) {
    JsonFields in = JsonFields.of(frame);
    long type = in.whole("type");
    return switch (Math.clamp(type, 0, 10)) {
      case 1 ->
          new Invocation(
              in.textOrNull("invocationId"),
              in.text("target"),
              in.list("arguments"),
              in.texts("streamIds"));
      case 2 -> new StreamItem(in.text("invocationId"), in.value("item"));
      case 3 -> new Completion(in.text("invocationId"), ending(in));
      case 4 ->
          new StreamInvocation(
              in.text("invocationId"),
              in.text("target"),
              in.list("arguments"),
              in.texts("streamIds"));
      case 5 -> new CancelInvocation(in.text("invocationId"));
      case 6 -> new Ping();
      case 7 -> new Close(in.textOrNull("error"), in.flag("allowReconnect"));
      case 8 -> new Ack(in.whole("sequenceId"));
      case 9 -> new Sequence(in.whole("sequenceId"));
      default -> null;
    };
  }

  private static Ending ending(JsonFields in) {
    String error = in.textOrNull("error");
    if (error == null) {
      return in.has("result") ? new Value(in.value("result")) : new Nothing();
    }
    if (in.has("result")) {
      throw new InvalidMessage("a Completion has both a result and an error");
    }
    return new Failure(error);
  }
}
