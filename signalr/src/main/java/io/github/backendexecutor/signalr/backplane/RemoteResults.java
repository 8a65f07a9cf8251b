package io.github.backendexecutor.signalr.backplane;

import io.github.backendexecutor.signalr.InvalidMessage;
import io.github.backendexecutor.signalr.backplane.Payload.Answer;
import io.github.backendexecutor.signalr.backplane.Payload.ReplyTo;
import io.github.backendexecutor.signalr.backplane.Payload.Send;
import io.github.backendexecutor.signalr.hub.ClientResult;
import io.github.backendexecutor.signalr.protocol.ByteQueue;
import io.github.backendexecutor.signalr.protocol.HubMessage.Completion;
import io.github.backendexecutor.signalr.protocol.HubMessage.Invocation;
import io.github.backendexecutor.signalr.protocol.HubProtocol;
import io.github.backendexecutor.signalr.protocol.SerializedMessage;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Results of clients across servers: asks a client held elsewhere, and sends on what a client held
/// here answered to another server.
final class RemoteResults implements AutoCloseable {
  private final BackplaneChannels channels;
  private final Address.Answers own;
  private final PubSub redis;
  private final AtomicLong asked = new AtomicLong();
  private final Map<String, ClientResult> waiting = new ConcurrentHashMap<>();

  RemoteResults(BackplaneChannels channels, String server, PubSub redis) {
    this.channels = channels;
    this.own = new Address.Answers(server);
    this.redis = redis;
  }

  void start() {
    redis.subscribe(channels.name(own), Backplane.safely(this::answered));
  }

  CompletableFuture<@Nullable Object> ask(
      String connectionId, String target, @Nullable Object... arguments) {
    // with the server's name, since the holder of the connection has ids of its own
    String id = own.server() + "-" + asked.incrementAndGet();
    SerializedMessage message = SerializedMessage.of(Invocation.of(target, arguments).withId(id));
    Send send = new Send(message, List.of(), new ReplyTo(id, channels.unprefixed(own)));
    ClientResult result = new ClientResult();
    waiting.put(id, result);
    String channel = channels.name(new Address.Connection(connectionId));
    if (redis.publish(channel, BackplaneCodec.write(send)) == 0) {
      String error = "Connection '" + connectionId + "' does not exist.";
      settle(Completion.failure(id, error));
    }
    return result.future();
  }

  /// Sends a client's answer to the server that asked.
  void answer(ReplyTo replyTo, HubProtocol protocol, Completion completion) {
    Answer answer = new Answer(protocol.name(), protocol.write(completion));
    redis.publish(channels.prefixed(replyTo.channel()), BackplaneCodec.write(answer));
  }

  private void answered(byte[] payload) {
    Answer answer = BackplaneCodec.readAnswer(payload);
    HubProtocol protocol = HubProtocol.named(answer.protocol());
    if (protocol == null) {
      throw new InvalidMessage("an answer in an unknown protocol");
    }
    ByteQueue queue = new ByteQueue();
    queue.add(answer.completion(), 0, answer.completion().length);
    byte[] frame = protocol.nextFrame(queue, Integer.MAX_VALUE);
    if (frame == null || !(protocol.read(frame) instanceof Completion completion)) {
      throw new InvalidMessage("an answer that is no Completion");
    }
    settle(completion);
  }

  private void settle(Completion completion) {
    ClientResult result = waiting.remove(completion.invocationId());
    if (result != null) {
      result.accept(completion);
    }
  }

  @Override
  public void close() {
    redis.unsubscribe(channels.name(own));
    waiting.keySet().forEach(id -> settle(Completion.failure(id, "The server is closing.")));
  }
}
