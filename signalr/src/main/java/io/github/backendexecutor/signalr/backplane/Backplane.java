package io.github.backendexecutor.signalr.backplane;

import io.github.backendexecutor.signalr.InvalidMessage;
import io.github.backendexecutor.signalr.backplane.Address.Audience;
import io.github.backendexecutor.signalr.backplane.Payload.Send;
import io.github.backendexecutor.signalr.hub.Clients.Recipients;
import io.github.backendexecutor.signalr.hub.Hub;
import io.github.backendexecutor.signalr.hub.HubConnection;
import io.github.backendexecutor.signalr.hub.HubListener;
import io.github.backendexecutor.signalr.protocol.HubProtocol;
import io.github.backendexecutor.signalr.protocol.SerializedMessage;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Joins a hub to all servers of the same name on one Redis, be they of this library or ASP.NET
/// Core: it hears what they send to the clients held here, and reaches the clients held there.
public final class Backplane implements HubListener, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Backplane.class);

  private final Hub hub;
  private final BackplaneChannels channels;
  private final PubSub redis;
  private final Subscriptions shared;
  private final RemoteGroups groups;
  private final RemoteResults results;

  /// @param server a name of this process, see [BackplaneChannels#newServerName]
  public Backplane(Hub hub, BackplaneChannels channels, String server, PubSub redis) {
    this.hub = hub;
    this.channels = channels;
    this.redis = redis;
    this.shared = new Subscriptions(redis);
    this.groups = new RemoteGroups(hub, channels, server, redis);
    this.results = new RemoteResults(channels, server, redis);
  }

  /// How far a message got: written to the outbox of a client held here, or handed by Redis to so
  /// many subscribers; negative when Redis cannot tell. Never a proof that a client got it.
  public record Sent(int local, long published) {}

  /// Takes part from now on. To be called before the hub takes in clients.
  public void start() {
    listen(new Address.All(), payload -> deliver(hub.clients().all(), payload));
    groups.start();
    results.start();
    hub.listen(this);
  }

  /// Sends to clients wherever they are. One connection held here is written to without Redis.
  public Sent send(Audience to, SerializedMessage message) {
    return send(to, message, List.of());
  }

  /// The same without these connections, which counts for all and groups only.
  public Sent send(Audience to, SerializedMessage message, Collection<String> exceptIds) {
    if (to instanceof Address.Connection(var id) && hub.connection(id) != null) {
      return new Sent(hub.clients().connection(id).send(message), 0);
    }
    Send payload = new Send(message, List.copyOf(exceptIds), null);
    return new Sent(0, redis.publish(channels.name(to), BackplaneCodec.write(payload)));
  }

  /// Puts a connection into a group, wherever it is. False when no server said within 30 s that it
  /// has done so.
  public CompletableFuture<Boolean> addToGroup(String connectionId, String group) {
    return groups.change(Payload.Action.ADD, connectionId, group);
  }

  /// Takes a connection out of a group; the answer as above.
  public CompletableFuture<Boolean> removeFromGroup(String connectionId, String group) {
    return groups.change(Payload.Action.REMOVE, connectionId, group);
  }

  /// Asks a client for a result, wherever it is; see [HubConnection#invoke]. Fails at once when
  /// nobody holds the connection; waits for ever when its server dies, so the caller sets a time
  /// limit.
  public CompletableFuture<@Nullable Object> invoke(
      String connectionId, String target, @Nullable Object... arguments) {
    HubConnection local = hub.connection(connectionId);
    return local != null
        ? local.invoke(target, arguments)
        : results.ask(connectionId, target, arguments);
  }

  @Override
  public void opened(HubConnection connection) {
    String id = connection.id();
    listen(new Address.Connection(id), payload -> deliverOrAsk(id, payload));
    String user = connection.user().id();
    if (user != null) {
      shared.add(
          channels.name(new Address.User(user)),
          id,
          safely(payload -> deliver(hub.clients().user(user), payload)));
    }
  }

  @Override
  public void joined(HubConnection connection, String group) {
    String channel = channels.name(new Address.Group(group));
    shared.add(
        channel, connection.id(), safely(payload -> deliver(hub.clients().group(group), payload)));
    if (hub.connection(connection.id()) == null) {
      shared.remove(channel, connection.id()); // it closed meanwhile and will not come to say so
    }
  }

  @Override
  public void left(HubConnection connection, String group) {
    shared.remove(channels.name(new Address.Group(group)), connection.id());
  }

  @Override
  public void closed(HubConnection connection) {
    String id = connection.id();
    redis.unsubscribe(channels.name(new Address.Connection(id)));
    String user = connection.user().id();
    if (user != null) {
      shared.remove(channels.name(new Address.User(user)), id);
    }
    connection.groups().forEach(group -> left(connection, group));
  }

  /// Takes part no more. Clients held here are no longer reached from elsewhere.
  @Override
  public void close() {
    redis.unsubscribe(channels.name(new Address.All()));
    groups.close();
    results.close();
    hub.connections().forEach(this::closed);
  }

  private void listen(Address address, Consumer<byte[]> receiver) {
    redis.subscribe(channels.name(address), safely(receiver));
  }

  private static void deliver(Recipients recipients, byte[] payload) {
    Send send = BackplaneCodec.readSend(payload);
    recipients.except(send.excludedIds()).send(send.message());
  }

  private void deliverOrAsk(String connectionId, byte[] payload) {
    Send send = BackplaneCodec.readSend(payload);
    Payload.ReplyTo replyTo = send.replyTo();
    HubConnection connection = hub.connection(connectionId);
    HubProtocol protocol = connection == null ? null : connection.protocol();
    if (connection == null || protocol == null) {
      return;
    }
    if (replyTo == null) {
      connection.send(send.message());
    } else {
      connection.ask(
          replyTo.invocationId(),
          send.message(),
          completion -> results.answer(replyTo, protocol, completion));
    }
  }

  /// What others publish may be broken; that is their fault and must not end the subscription.
  static Consumer<byte[]> safely(Consumer<byte[]> receiver) {
    return payload -> {
      try {
        receiver.accept(payload);
      } catch (InvalidMessage e) {
        log.warn("A payload on the backplane is not understood and dropped: {}", e.getMessage());
      }
    };
  }
}
