package io.github.backendexecutor.signalr.backplane;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// Channels that several connections share: subscribed with the first, unsubscribed with the last.
final class Subscriptions {
  private final PubSub redis;
  private final Map<String, Set<String>> members = new HashMap<>();

  Subscriptions(PubSub redis) {
    this.redis = redis;
  }

  synchronized void add(String channel, String connectionId, Consumer<byte[]> receiver) {
    if (!members.containsKey(channel)) {
      redis.subscribe(channel, receiver); // before it is remembered, in case it throws
      members.put(channel, new HashSet<>());
    }
    members.getOrDefault(channel, new HashSet<>()).add(connectionId);
  }

  synchronized void remove(String channel, String connectionId) {
    Set<String> left = members.get(channel);
    if (left != null && left.remove(connectionId) && left.isEmpty()) {
      members.remove(channel);
      redis.unsubscribe(channel);
    }
  }
}
