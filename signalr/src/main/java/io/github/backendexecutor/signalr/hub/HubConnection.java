package io.github.backendexecutor.signalr.hub;

import io.github.backendexecutor.signalr.protocol.HubMessage;
import io.github.backendexecutor.signalr.protocol.HubMessage.Completion;
import io.github.backendexecutor.signalr.protocol.HubMessage.Invocation;
import io.github.backendexecutor.signalr.protocol.HubProtocol;
import io.github.backendexecutor.signalr.protocol.SerializedMessage;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One client, as the application sees it. Sending never waits: a message is put into the client's
/// outbox, and a client whose outbox is full is cut off.
public final class HubConnection {
  private static final String DISCONNECTED = "Connection disconnected.";

  private final String id;
  private final Transport transport;
  private final Map<String, Object> items = new ConcurrentHashMap<>();
  private final Map<String, Consumer<Completion>> asked = new ConcurrentHashMap<>();
  private final AtomicLong askedSoFar = new AtomicLong();
  private final Life life;
  private volatile HubUser user;
  private volatile @Nullable HubProtocol protocol;

  HubConnection(String id, HubUser user, Transport transport, Life life) {
    this.id = id;
    this.user = user;
    this.transport = transport;
    this.life = life;
  }

  /// What this connection can ask of the hub that holds it.
  interface Life {
    Outbox outbox();

    Set<String> groups();

    /// Ends it with these last words, if any. Happens once; later calls do nothing.
    void end(byte @Nullable [] lastWords);

    /// Ends it without last words and cuts the transport.
    void cut(String why);
  }

  /// Its public name: what others use to reach it. No permission to do anything.
  public String id() {
    return id;
  }

  public HubUser user() {
    return user;
  }

  public Transport transport() {
    return transport;
  }

  /// `json` or `messagepack`; null before the handshake.
  public @Nullable HubProtocol protocol() {
    return protocol;
  }

  /// A place for the application to keep what belongs to this connection.
  public Map<String, Object> items() {
    return items;
  }

  /// The groups it is in; a live view that must not be changed.
  public Set<String> groups() {
    return life.groups();
  }

  /// Calls a method of the client and wants no answer. True when the message waits in its outbox,
  /// which is no proof that the client got it.
  public boolean send(String target, @Nullable Object... arguments) {
    return write(Invocation.of(target, arguments));
  }

  /// The same with a message made before. False also when it lacks the client's protocol.
  public boolean send(SerializedMessage message) {
    HubProtocol spoken = protocol;
    byte[] bytes = spoken == null ? null : message.in(spoken);
    return bytes != null && put(bytes);
  }

  /// Whether messages wait in its outbox that the transport has not taken yet: for whoever sends
  /// much at once and will not overrun the client.
  public boolean hasWaiting() {
    return !life.outbox().isEmpty();
  }

  /// Calls a method of the client and hands over its result, or fails with a [HubException]: what
  /// the client said, or that it is gone. There is no time limit of its own, and it must not be
  /// waited for inside a hub method of the same connection, which would keep the answer from being
  /// read.
  public CompletableFuture<@Nullable Object> invoke(String target, @Nullable Object... arguments) {
    ClientResult result = new ClientResult();
    String invocationId = "s" + askedSoFar.incrementAndGet();
    ask(
        invocationId,
        SerializedMessage.of(Invocation.of(target, arguments).withId(invocationId)),
        result);
    return result.future();
  }

  /// Sends a message that wants an answer and hands the answer over, once: the client's Completion,
  /// or a failure when the connection ends first.
  public void ask(String invocationId, SerializedMessage message, Consumer<Completion> answer) {
    asked.put(invocationId, answer);
    if (!send(message)) {
      answered(Completion.failure(invocationId, DISCONNECTED));
    }
  }

  /// Says goodbye and ends the connection once that is delivered. A client that asked for it comes
  /// back by itself if `allowReconnect`, as a new connection.
  public void close(@Nullable String error, boolean allowReconnect) {
    HubProtocol spoken = protocol;
    life.end(spoken == null ? null : spoken.write(new HubMessage.Close(error, allowReconnect)));
  }

  /// Cuts the connection at once, without a word.
  public void abort() {
    life.cut("aborted by the application");
  }

  @Override
  public String toString() {
    return "connection " + id + " (" + transport.wireName() + ")";
  }

  boolean write(HubMessage message) {
    HubProtocol spoken = protocol;
    return spoken != null && put(spoken.write(message));
  }

  void speak(HubProtocol agreed) {
    protocol = agreed;
  }

  void refresh(HubUser again) {
    user = again;
  }

  void answered(Completion completion) {
    Consumer<Completion> answer = asked.remove(completion.invocationId());
    if (answer != null) {
      answer.accept(completion);
    }
  }

  void forgetAsked() {
    asked.keySet().forEach(id -> answered(Completion.failure(id, DISCONNECTED)));
  }

  private boolean put(byte[] bytes) {
    return switch (life.outbox().offer(bytes)) {
      case TAKEN -> true;
      case OVER -> false;
      case FULL -> {
        life.cut("it reads too slowly: its outbox is full");
        yield false;
      }
    };
  }
}
