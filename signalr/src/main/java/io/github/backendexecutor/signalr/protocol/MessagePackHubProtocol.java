package io.github.backendexecutor.signalr.protocol;

import io.github.backendexecutor.signalr.InvalidMessage;
import io.github.backendexecutor.signalr.msgpack.MsgPackReader;
import io.github.backendexecutor.signalr.msgpack.MsgPackWriter;
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
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Hub messages as MessagePack lists, each after its length. Elements that a later version adds at
/// the end are ignored; none are written, since the Java client insists on the known number.
public final class MessagePackHubProtocol implements HubProtocol {
  private static final int FAILURE = 1;
  private static final int NOTHING = 2;
  private static final int VALUE = 3;

  MessagePackHubProtocol() {}

  @Override
  public String name() {
    return "messagepack";
  }

  @Override
  public boolean binary() {
    return true;
  }

  @Override
  public byte @Nullable [] nextFrame(ByteQueue received, int most) {
    return received.takeLengthPrefixed(most);
  }

  @Override
  public byte[] write(HubMessage message) {
    MsgPackWriter out = new MsgPackWriter();
    write(out, message);
    return framed(out.bytes());
  }

  /// These bytes after their length.
  static byte[] framed(byte[] body) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream(body.length + 5);
    int length = body.length;
    while (length > 0x7f) {
      frame.write((length & 0x7f) | 0x80);
      length >>>= 7;
    }
    frame.write(length);
    frame.writeBytes(body);
    return frame.toByteArray();
  }

  private static void write(MsgPackWriter out, HubMessage message) {
    switch (message) {
      case Invocation(var id, var target, var arguments, var streams) ->
          call(out.array(6).whole(1), id, target, arguments, streams);
      case StreamItem(var id, var item) -> out.array(4).whole(2).map(0).text(id).value(item);
      case Completion(var id, Value(var value)) ->
          out.array(5).whole(3).map(0).text(id).whole(VALUE).value(value);
      case Completion(var id, Failure(var error)) ->
          out.array(5).whole(3).map(0).text(id).whole(FAILURE).text(error);
      case Completion(var id, Nothing()) -> out.array(4).whole(3).map(0).text(id).whole(NOTHING);
      case StreamInvocation(var id, var target, var arguments, var streams) ->
          call(out.array(6).whole(4), id, target, arguments, streams);
      case CancelInvocation(var id) -> out.array(3).whole(5).map(0).text(id);
      case Ping() -> out.array(1).whole(6);
      case Close(var error, var allowReconnect) ->
          out.array(3).whole(7).text(error).flag(allowReconnect);
      case Ack(var number) -> out.array(2).whole(8).whole(number);
      case Sequence(var number) -> out.array(2).whole(9).whole(number);
    }
  }

  private static void call(
      MsgPackWriter out,
      @Nullable String id,
      String target,
      List<? extends @Nullable Object> arguments,
      List<String> streamIds) {
    out.map(0).text(id).text(target).value(arguments).value(streamIds);
  }

  @Override
  public @Nullable HubMessage read(byte[] frame) {
    MsgPackReader in = new MsgPackReader(frame);
    int elements = in.array();
    long type = need(elements, 1, in.whole());
    return switch (Math.clamp(type, 0, 10)) {
      case 1 -> invocation(in, elements);
      case 2 -> new StreamItem(id(in, elements, 4), in.value());
      case 3 -> new Completion(id(in, elements, 4), ending(in, elements));
      case 4 ->
          new StreamInvocation(
              id(in, elements, 5), in.text(), arguments(in), streamIds(in, elements));
      case 5 -> new CancelInvocation(id(in, elements, 3));
      case 6 -> new Ping();
      case 7 -> new Close(close(in, elements), elements > 2 && in.flag());
      case 8 -> new Ack(need(elements, 2, in).whole());
      case 9 -> new Sequence(need(elements, 2, in).whole());
      default -> null;
    };
  }

  private static Invocation invocation(MsgPackReader in, int elements) {
    skipHeaders(need(elements, 5, in));
    return new Invocation(in.textOrNil(), in.text(), arguments(in), streamIds(in, elements));
  }

  private static String id(MsgPackReader in, int elements, int needed) {
    skipHeaders(need(elements, needed, in));
    return in.text();
  }

  private static void skipHeaders(MsgPackReader in) {
    int pairs = in.map();
    for (int i = 0; i < 2 * pairs; i++) {
      in.skip();
    }
  }

  private static Ending ending(MsgPackReader in, int elements) {
    return switch (Math.clamp(in.whole(), 0, 4)) {
      case FAILURE -> new Failure(need(elements, 5, in).text());
      case NOTHING -> new Nothing();
      case VALUE -> new Value(need(elements, 5, in).value());
      default -> throw new InvalidMessage("a Completion of an unknown kind");
    };
  }

  private static @Nullable String close(MsgPackReader in, int elements) {
    return need(elements, 2, in).textOrNil();
  }

  private static List<?> arguments(MsgPackReader in) {
    if (in.value() instanceof List<?> arguments) {
      return arguments;
    }
    throw new InvalidMessage("the arguments are not a list");
  }

  private static List<String> streamIds(MsgPackReader in, int elements) {
    List<String> ids = new ArrayList<>();
    int count = elements > 5 ? in.array() : 0;
    for (int i = 0; i < count; i++) {
      ids.add(in.text());
    }
    return ids;
  }

  private static <T> T need(int elements, int needed, T value) {
    if (elements < needed) {
      throw new InvalidMessage("a message has too few elements");
    }
    return value;
  }
}
