package io.github.backendexecutor.app.push;

import io.github.backendexecutor.signalr.backplane.Address;
import io.github.backendexecutor.signalr.backplane.BackplaneChannels;
import io.github.backendexecutor.signalr.hub.Clients.Recipients;
import io.github.backendexecutor.signalr.hub.Hub;
import io.github.backendexecutor.signalr.hub.HubConnection;
import io.github.backendexecutor.signalr.hub.HubListener;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The mailboxes of all who are connected here.
///
/// While anybody here follows anything, this instance listens on one channel more, named like a
/// group `events`. Nobody publishes there: its listeners are counted, and an instance that finds
/// none but itself need not publish what nobody follows.
final class Mailboxes implements HubListener {
  /// As many bytes as may wait for a client: results can have a megabyte.
  static final int MOST_WAITING_BYTES = 4 * 1024 * 1024;

  private static final Address FOLLOWERS = new Address.Group("events");
  private static final String PLACE = "mailbox";

  private final Hub hub;
  private final RedisListener redis;
  private final String followersChannel;
  private final Mailbox.Limits limits;
  private volatile boolean followed;

  /// @param lookUp see [Mailbox.Limits]
  Mailboxes(
      Hub hub, BackplaneChannels channels, RedisListener redis, Consumer<Mailbox.Gap> lookUp) {
    this.hub = hub;
    this.redis = redis;
    this.followersChannel = channels.name(FOLLOWERS);
    this.limits = new Mailbox.Limits(MOST_WAITING_BYTES, lookUp);
  }

  /// The channel on which every instance with a follower listens.
  String followersChannel() {
    return followersChannel;
  }

  /// How many of those who listen there are this instance.
  int ownFollowers() {
    return followed ? 1 : 0;
  }

  boolean isHere(String connectionId) {
    return hub.connection(connectionId) != null;
  }

  /// Whether the connection that a job names is held here and its mailbox took it.
  boolean deliver(String connectionId, Letter letter) {
    HubConnection connection = hub.connection(connectionId);
    return connection != null && box(connection).putNamed(letter);
  }

  /// Delivers to all of these, and answers to how many.
  int deliver(Recipients recipients, Letter letter) {
    return recipients.each(connection -> box(connection).put(letter));
  }

  /// Those here who follow this, are this user, or are in this group.
  Recipients group(String name) {
    return hub.clients().group(name);
  }

  Recipients user(String id) {
    return hub.clients().user(id);
  }

  /// Made when it is first asked for.
  Mailbox box(HubConnection connection) {
    return (Mailbox)
        connection.items().computeIfAbsent(PLACE, _ -> new Mailbox(connection, limits));
  }

  /// All that there are.
  List<Mailbox> all() {
    return hub.connections().stream().map(Mailboxes::existing).filter(Objects::nonNull).toList();
  }

  private static @Nullable Mailbox existing(HubConnection connection) {
    return (Mailbox) connection.items().get(PLACE);
  }

  @Override
  public void joined(HubConnection connection, String group) {
    if (group.startsWith(PushEvent.TOPIC)) {
      listenForFollowers();
    }
  }

  /// From the first follower on, for good: most instances with one will have more.
  private synchronized void listenForFollowers() {
    if (!followed) {
      redis.subscribe(followersChannel, _ -> {});
      followed = true;
    }
  }
}
