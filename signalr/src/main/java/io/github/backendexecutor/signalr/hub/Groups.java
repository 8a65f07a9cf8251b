package io.github.backendexecutor.signalr.hub;

/// Puts connections into groups and takes them out. Names are case-sensitive. Only connections held
/// here are known; see the backplane for those of other servers.
public final class Groups {
  private final Hub hub;

  Groups(Hub hub) {
    this.hub = hub;
  }

  /// True when the connection is in the group now; false when it is not held here or is in as many
  /// groups as it may be.
  public boolean add(String connectionId, String group) {
    Lifeline life = hub.life(connectionId);
    if (life != null && life.join(group)) {
      hub.listeners().joined(life.connection(), group);
    }
    return life != null && life.groups().contains(group);
  }

  /// True when the connection is held here, and so is not in the group now.
  public boolean remove(String connectionId, String group) {
    Lifeline life = hub.life(connectionId);
    if (life != null && life.leave(group)) {
      hub.listeners().left(life.connection(), group);
    }
    return life != null;
  }
}
