package io.github.backendexecutor.app.push;

import io.github.backendexecutor.signalr.InvalidMessage;
import io.github.backendexecutor.signalr.backplane.Address;
import io.github.backendexecutor.signalr.backplane.BackplaneChannels;
import io.github.backendexecutor.signalr.backplane.BackplaneCodec;
import io.github.backendexecutor.signalr.backplane.Payload.Send;
import io.github.backendexecutor.signalr.backplane.PubSub;
import io.github.backendexecutor.signalr.hub.Clients.Recipients;
import io.github.backendexecutor.signalr.protocol.Json;
import io.github.backendexecutor.signalr.protocol.SerializedMessage;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Redis for the backplane, with the events of jobs taken out on their way in: those go through the
/// mailboxes, everything else straight to the clients.
record EventSieve(PubSub redis, BackplaneChannels channels, Mailboxes mailboxes) implements PubSub {

  @Override
  public long publish(String channel, byte[] payload) {
    return redis.publish(channel, payload);
  }

  @Override
  public void subscribe(String channel, Consumer<byte[]> receiver) {
    Address address = channels.address(channel);
    redis.subscribe(
        channel,
        payload -> {
          if (!isTaken(address, payload)) {
            receiver.accept(payload);
          }
        });
  }

  @Override
  public void unsubscribe(String channel) {
    redis.unsubscribe(channel);
  }

  private boolean isTaken(@Nullable Address address, byte[] payload) {
    return switch (address) {
      case Address.Connection(var id) -> {
        Letter letter = letter(payload);
        yield letter != null && mailboxes.deliver(id, letter);
      }
      case Address.Group(var name) -> isTaken(mailboxes.group(name), payload);
      case Address.User(var id) -> isTaken(mailboxes.user(id), payload);
      case null, default -> false;
    };
  }

  private boolean isTaken(Recipients recipients, byte[] payload) {
    Letter letter = letter(payload);
    if (letter != null) {
      List<String> excluded = BackplaneCodec.readSend(payload).excludedIds();
      mailboxes.deliver(recipients.except(excluded), letter);
    }
    return letter != null;
  }

  /// The event in this payload, or null when there is none.
  private static @Nullable Letter letter(byte[] payload) {
    try {
      Send send = BackplaneCodec.readSend(payload);
      byte[] json = send.message().byProtocol().get("json");
      return json == null || send.replyTo() != null ? null : letter(json, send.message());
    } catch (InvalidMessage notOurs) {
      return null; // the backplane says what is wrong with it
    }
  }

  private static @Nullable Letter letter(byte[] json, SerializedMessage message) {
    boolean framed = json.length > 0 && json[json.length - 1] == 0x1e;
    Object value = Json.parse(framed ? Arrays.copyOf(json, json.length - 1) : json);
    return value instanceof Map<?, ?> fields
            && fields.get("target") instanceof String target
            && target.startsWith("job_")
            && fields.get("arguments") instanceof List<?> arguments
            && arguments.size() == 1
            && arguments.getFirst() instanceof Map<?, ?> argument
        ? EventArgument.letter(target, argument, message)
        : null;
  }
}
