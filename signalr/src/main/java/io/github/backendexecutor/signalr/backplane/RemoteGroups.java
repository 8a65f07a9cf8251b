package io.github.backendexecutor.signalr.backplane;

import io.github.backendexecutor.signalr.backplane.Payload.Ack;
import io.github.backendexecutor.signalr.backplane.Payload.Action;
import io.github.backendexecutor.signalr.backplane.Payload.GroupCommand;
import io.github.backendexecutor.signalr.hub.Hub;
import io.github.backendexecutor.signalr.hub.HubThreads;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;

/// Changes the groups of connections that another server holds, and those held here when another
/// asks. Only the holder acts and says "done".
final class RemoteGroups implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Hub hub;
  private final BackplaneChannels channels;
  private final String server;
  private final PubSub redis;
  private final AtomicInteger commands = new AtomicInteger();
  private final Map<Integer, CompletableFuture<Boolean>> waiting = new ConcurrentHashMap<>();

  /// Commands of others are carried out here, in their order: it means subscribing, and the thread
  /// that brings them is the one that would have to hear Redis agree.
  private final ExecutorService worker = HubThreads.serial("group-commands");

  RemoteGroups(Hub hub, BackplaneChannels channels, String server, PubSub redis) {
    this.hub = hub;
    this.channels = channels;
    this.server = server;
    this.redis = redis;
  }

  void start() {
    redis.subscribe(channels.name(new Address.Acks(server)), Backplane.safely(this::acknowledged));
    redis.subscribe(channels.name(new Address.GroupCommands()), Backplane.safely(this::asked));
  }

  CompletableFuture<Boolean> change(Action action, String connectionId, String group) {
    if (hub.connection(connectionId) != null) {
      return CompletableFuture.completedFuture(apply(action, connectionId, group));
    }
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    int id = commands.incrementAndGet();
    waiting.put(id, done);
    hub.clock().alarm(PATIENCE, () -> settle(id, false));
    GroupCommand command = new GroupCommand(id, server, action, group, connectionId);
    redis.publish(channels.name(new Address.GroupCommands()), BackplaneCodec.write(command));
    return done;
  }

  private boolean apply(Action action, String connectionId, String group) {
    return action == Action.ADD
        ? hub.groups().add(connectionId, group)
        : hub.groups().remove(connectionId, group);
  }

  private void asked(byte[] payload) {
    GroupCommand command = BackplaneCodec.readGroupCommand(payload);
    if (hub.connection(command.connectionId()) != null) {
      worker.execute(() -> obey(command));
    }
  }

  private void obey(GroupCommand command) {
    if (apply(command.action(), command.connectionId(), command.group())) {
      byte[] ack = BackplaneCodec.write(new Ack(command.id()));
      redis.publish(channels.name(new Address.Acks(command.server())), ack);
    }
  }

  private void acknowledged(byte[] payload) {
    settle(BackplaneCodec.readAck(payload).id(), true);
  }

  private void settle(int id, boolean done) {
    CompletableFuture<Boolean> asked = waiting.remove(id);
    if (asked != null) {
      asked.complete(done);
    }
  }

  @Override
  public void close() {
    redis.unsubscribe(channels.name(new Address.Acks(server)));
    redis.unsubscribe(channels.name(new Address.GroupCommands()));
    worker.shutdown();
  }
}
