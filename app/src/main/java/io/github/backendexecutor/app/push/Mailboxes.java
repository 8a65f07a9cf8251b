package io.github.backendexecutor.app.push;

import io.github.backendexecutor.app.push.Mailbox.Letter;
import io.github.backendexecutor.signalr.backplane.Address;
import io.github.backendexecutor.signalr.backplane.BackplaneChannels;
import io.github.backendexecutor.signalr.hub.Hub;
import io.github.backendexecutor.signalr.hub.HubConnection;
import io.github.backendexecutor.signalr.hub.HubListener;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Who is connected here and what they follow, and so who of them hears of an event.
///
/// While anybody here follows anything, this instance listens on one channel more, named like a
/// group `events`. Nobody publishes there: its listeners are counted, and an instance that finds
/// none but itself need not publish what nobody follows.
final class Mailboxes implements HubListener {
  /// As many bytes as may wait for a client: results can have a megabyte.
  static final int MOST_WAITING_BYTES = 4 * 1024 * 1024;

  private static final Address FOLLOWERS = new Address.Group("events");

  private final Hub hub;
  private final RedisListener redis;
  private final String followersChannel;
  private final Map<String, Set<HubConnection>> followers = new ConcurrentHashMap<>();
  private volatile boolean followed;

  Mailboxes(Hub hub, BackplaneChannels channels, RedisListener redis) {
    this.hub = hub;
    this.redis = redis;
    this.followersChannel = channels.name(FOLLOWERS);
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

  /// Whether the connection is held here and its mailbox took it.
  boolean deliver(String connectionId, Letter letter) {
    HubConnection connection = hub.connection(connectionId);
    return connection != null && box(connection).put(letter);
  }

  /// Whether anybody here follows this.
  boolean follows(String topic) {
    return followers.containsKey(topic);
  }

  /// Delivers to everybody here who follows this, and answers to how many.
  int deliverToFollowers(String topic, Letter letter, Collection<String> exceptIds) {
    int took = 0;
    for (HubConnection connection : followers.getOrDefault(topic, Set.of())) {
      if (!exceptIds.contains(connection.id()) && box(connection).put(letter)) {
        took++;
      }
    }
    return took;
  }

  Mailbox box(HubConnection connection) {
    return Mailbox.of(connection, MOST_WAITING_BYTES);
  }

  /// What is followed here, and by whom; a copy.
  Map<String, List<HubConnection>> everyoneFollowing() {
    Map<String, List<HubConnection>> all = new ConcurrentHashMap<>();
    followers.forEach((topic, connections) -> all.put(topic, List.copyOf(connections)));
    return all;
  }

  @Override
  public void joined(HubConnection connection, String group) {
    if (!group.startsWith(PushEvent.TOPIC)) {
      return;
    }
    listenForFollowers();
    followers.compute(
        group,
        (_, connections) -> {
          Set<HubConnection> all =
              connections == null ? ConcurrentHashMap.newKeySet() : connections;
          all.add(connection);
          return all;
        });
    if (hub.connection(connection.id()) == null) {
      left(connection, group); // it closed meanwhile and will not come to say so
    }
  }

  @Override
  public void left(HubConnection connection, String group) {
    followers.computeIfPresent(
        group,
        (_, connections) -> {
          connections.remove(connection);
          return connections.isEmpty() ? null : connections;
        });
  }

  @Override
  public void closed(HubConnection connection) {
    connection.groups().forEach(group -> left(connection, group));
  }

  /// From the first follower on, for good: most instances with one will have more.
  private synchronized void listenForFollowers() {
    if (!followed) {
      redis.subscribe(followersChannel, _ -> {});
      followed = true;
    }
  }
}
