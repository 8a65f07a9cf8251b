package io.github.backendexecutor.signalr.backplane;

import io.github.backendexecutor.signalr.InvalidMessage;
import io.github.backendexecutor.signalr.backplane.Payload.Ack;
import io.github.backendexecutor.signalr.backplane.Payload.Action;
import io.github.backendexecutor.signalr.backplane.Payload.Answer;
import io.github.backendexecutor.signalr.backplane.Payload.GroupCommand;
import io.github.backendexecutor.signalr.backplane.Payload.ReplyTo;
import io.github.backendexecutor.signalr.backplane.Payload.Send;
import io.github.backendexecutor.signalr.msgpack.MsgPackReader;
import io.github.backendexecutor.signalr.msgpack.MsgPackWriter;
import io.github.backendexecutor.signalr.protocol.SerializedMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The bytes of the payloads: MessagePack lists, equal to those of ASP.NET Core 3.1 to 10. Readers
/// ask for the elements they know and ignore more, because later versions add at the end. Every
/// `read` throws [InvalidMessage], and nothing else, when the bytes are not such a payload.
public final class BackplaneCodec {
  private static final int ADD = 1;
  private static final int REMOVE = 2;

  private BackplaneCodec() {}

  public static byte[] write(Payload payload) {
    MsgPackWriter out = new MsgPackWriter();
    switch (payload) {
      case Send send -> write(out, send);
      case GroupCommand(var id, var server, var action, var group, var connection) ->
          out.array(5)
              .whole(id)
              .text(server)
              .whole(action == Action.ADD ? ADD : REMOVE)
              .text(group)
              .text(connection);
      case Ack(var id) -> out.array(1).whole(id);
      case Answer(var protocol, var completion) -> out.array(2).text(protocol).binary(completion);
    }
    return out.bytes();
  }

  private static void write(MsgPackWriter out, Send send) {
    ReplyTo replyTo = send.replyTo();
    out.array(replyTo == null ? 2 : 4).value(send.excludedIds());
    out.map(send.message().byProtocol().size());
    send.message().byProtocol().forEach((protocol, bytes) -> out.text(protocol).binary(bytes));
    if (replyTo != null) {
      out.text(replyTo.invocationId()).text(replyTo.channel());
    }
  }

  public static Send readSend(byte[] payload) {
    MsgPackReader in = new MsgPackReader(payload);
    int elements = elements(in, 2);
    List<String> excluded = new ArrayList<>();
    for (int left = in.array(); left > 0; left--) {
      excluded.add(in.text());
    }
    Map<String, byte[]> byProtocol = new LinkedHashMap<>();
    for (int left = in.map(); left > 0; left--) {
      byProtocol.put(in.text(), in.binary());
    }
    ReplyTo replyTo = elements < 4 ? null : new ReplyTo(in.text(), in.text());
    return new Send(new SerializedMessage(byProtocol), excluded, replyTo);
  }

  public static GroupCommand readGroupCommand(byte[] payload) {
    MsgPackReader in = new MsgPackReader(payload);
    elements(in, 5);
    return new GroupCommand(id(in), in.text(), action(in.whole()), in.text(), in.text());
  }

  public static Ack readAck(byte[] payload) {
    MsgPackReader in = new MsgPackReader(payload);
    elements(in, 1);
    return new Ack(id(in));
  }

  public static Answer readAnswer(byte[] payload) {
    MsgPackReader in = new MsgPackReader(payload);
    elements(in, 2);
    return new Answer(in.text(), in.binary());
  }

  private static int elements(MsgPackReader in, int needed) {
    int elements = in.array();
    if (elements < needed) {
      throw new InvalidMessage("a backplane payload has too few elements");
    }
    return elements;
  }

  private static int id(MsgPackReader in) {
    long id = in.whole();
    if (id != (int) id) {
      throw new InvalidMessage("the id of a group command is out of range");
    }
    return (int) id;
  }

  private static Action action(long number) {
    if (number != ADD && number != REMOVE) {
      throw new InvalidMessage("a group command that neither adds nor removes");
    }
    return number == ADD ? Action.ADD : Action.REMOVE;
  }
}
