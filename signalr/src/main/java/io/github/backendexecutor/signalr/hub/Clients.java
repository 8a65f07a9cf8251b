package io.github.backendexecutor.signalr.hub;

import io.github.backendexecutor.signalr.protocol.HubMessage.Invocation;
import io.github.backendexecutor.signalr.protocol.SerializedMessage;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Whom to send to, among the connections held here.
public final class Clients {
  private final ConnectionTable table;

  Clients(ConnectionTable table) {
    this.table = table;
  }

  public Recipients all() {
    return new Recipients(table::all, Set.of());
  }

  public Recipients connection(String id) {
    return new Recipients(
        () -> {
          HubConnection connection = table.connection(id);
          return connection == null ? List.of() : List.of(connection);
        },
        Set.of());
  }

  public Recipients user(String userId) {
    return new Recipients(() -> table.ofUser(userId), Set.of());
  }

  public Recipients group(String name) {
    return new Recipients(() -> table.inGroup(name), Set.of());
  }

  /// Those whom a message reaches at the moment it is sent.
  public static final class Recipients {
    private final Supplier<Collection<HubConnection>> connections;
    private final Set<String> excluded;

    private Recipients(Supplier<Collection<HubConnection>> connections, Set<String> excluded) {
      this.connections = connections;
      this.excluded = excluded;
    }

    /// The same without these connections.
    public Recipients except(Collection<String> connectionIds) {
      return new Recipients(connections, Set.copyOf(connectionIds));
    }

    /// Calls this method of each client. Never waits for one; answers how many outboxes took it,
    /// which is no proof that a client got it.
    ///
    /// @throws IllegalArgumentException an argument cannot travel
    public int send(String target, @Nullable Object... arguments) {
      return send(SerializedMessage.of(Invocation.of(target, arguments)));
    }

    /// The same with a message made before.
    public int send(SerializedMessage message) {
      return each(connection -> connection.send(message));
    }

    /// Sends to each of them in a way of the application's own, which says whether an outbox took
    /// it; answers how many did.
    public int each(Predicate<HubConnection> sending) {
      int took = 0;
      for (HubConnection connection : connections.get()) {
        if (!excluded.contains(connection.id()) && sending.test(connection)) {
          took++;
        }
      }
      return took;
    }

    /// Whether a message would reach nobody now.
    public boolean isEmpty() {
      for (HubConnection one : connections.get()) {
        if (!excluded.contains(one.id())) {
          return false;
        }
      }
      return true;
    }
  }
}
