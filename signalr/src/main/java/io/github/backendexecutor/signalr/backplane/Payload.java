package io.github.backendexecutor.signalr.backplane;

import io.github.backendexecutor.signalr.protocol.SerializedMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What servers of one hub tell one another. The channel says which kind it is.
public sealed interface Payload {

  /// Send this message to the connections of the address, except those excluded (which counts for
  /// all and groups only). With `replyTo` the one connection's result is wanted. A receiver whose
  /// protocol is missing in the message drops it, so a sender puts all of them in.
  record Send(SerializedMessage message, List<String> excludedIds, @Nullable ReplyTo replyTo)
      implements Payload {
    public Send {
      excludedIds = List.copyOf(excludedIds);
    }

    /// A message for everybody at the address.
    public static Send of(SerializedMessage message) {
      return new Send(message, List.of(), null);
    }
  }

  /// Where a client's result goes: `channel` is without the prefix, `invocationId` is that of the
  /// message sent.
  record ReplyTo(String invocationId, String channel) {}

  /// The server that holds this connection shall put it into the group, or take it out, and answer
  /// with an [Ack] of the same id.
  record GroupCommand(int id, String server, Action action, String group, String connectionId)
      implements Payload {}

  enum Action {
    ADD,
    REMOVE
  }

  /// A group command has been carried out.
  record Ack(int id) implements Payload {}

  /// A client's result: a whole framed Completion in this protocol. The array must not be changed.
  @SuppressWarnings("ArrayRecordComponent") // goes through untouched and is compared by nobody
  record Answer(String protocol, byte[] completion) implements Payload {}
}
