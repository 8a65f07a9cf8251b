package io.github.backendexecutor.signalr.hub;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Who can be reached, by connection, user and group. Looking up never waits; changes wait for one
/// another, so that a connection that has left is in no group.
final class ConnectionTable {
  private final Map<String, HubConnection> byId = new ConcurrentHashMap<>();
  private final Map<String, Set<HubConnection>> byUser = new ConcurrentHashMap<>();
  private final Map<String, Set<HubConnection>> byGroup = new ConcurrentHashMap<>();
  private final int groupsEach;

  ConnectionTable(int groupsEach) {
    this.groupsEach = groupsEach;
  }

  synchronized void add(HubConnection connection) {
    byId.put(connection.id(), connection);
    String user = connection.user().id();
    if (user != null) {
      put(byUser, user, connection);
    }
  }

  synchronized void remove(HubConnection connection) {
    if (!byId.remove(connection.id(), connection)) {
      return;
    }
    String user = connection.user().id();
    if (user != null) {
      take(byUser, user, connection);
    }
    connection.groups().forEach(group -> take(byGroup, group, connection));
  }

  /// False when the connection has left, is in the group already, or in too many.
  synchronized boolean join(HubConnection connection, String group, Set<String> groups) {
    boolean may = byId.get(connection.id()) == connection && groups.size() < groupsEach;
    if (!may || !groups.add(group)) {
      return false;
    }
    put(byGroup, group, connection);
    return true;
  }

  synchronized boolean leave(HubConnection connection, String group, Set<String> groups) {
    if (byId.get(connection.id()) != connection || !groups.remove(group)) {
      return false;
    }
    take(byGroup, group, connection);
    return true;
  }

  @Nullable HubConnection connection(String id) {
    return byId.get(id);
  }

  Collection<HubConnection> all() {
    return Collections.unmodifiableCollection(byId.values());
  }

  Collection<HubConnection> ofUser(String user) {
    return byUser.getOrDefault(user, Set.of());
  }

  Collection<HubConnection> inGroup(String group) {
    return byGroup.getOrDefault(group, Set.of());
  }

  private static void put(
      Map<String, Set<HubConnection>> map, String key, HubConnection connection) {
    map.computeIfAbsent(key, _ -> ConcurrentHashMap.newKeySet()).add(connection);
  }

  private static void take(
      Map<String, Set<HubConnection>> map, String key, HubConnection connection) {
    map.computeIfPresent(
        key,
        (_, set) -> {
          set.remove(connection);
          return set.isEmpty() ? null : set;
        });
  }
}
