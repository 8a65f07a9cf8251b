package io.github.backendexecutor.signalr.transport;

import io.github.backendexecutor.signalr.hub.Hub;
import io.github.backendexecutor.signalr.hub.HubUser;
import io.github.backendexecutor.signalr.hub.Transport;
import io.github.backendexecutor.signalr.hub.Wire;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The sessions of an endpoint by connection id. A token starts one session only: ids are
/// remembered for as long as their tokens are fresh.
final class Sessions {
  private final Hub hub;
  private final ConnectionTokens tokens;
  private final Map<String, Session> sessions = new ConcurrentHashMap<>();
  private final Map<String, Instant> spent = new ConcurrentHashMap<>();

  Sessions(Hub hub, ConnectionTokens tokens) {
    this.hub = hub;
    this.tokens = tokens;
    hub.everySecond(this::tick);
  }

  /// The session that this token is for, if it has begun and is not over.
  @Nullable Session find(String token, HubUser user) {
    ConnectionTokens.Ticket ticket = tokens.read(token, user);
    return ticket == null ? null : sessions.get(ticket.connectionId());
  }

  /// The id that may begin a session with this token; null when the token is not ours, too old, or
  /// was used before.
  @Nullable String redeem(String token, HubUser user) {
    ConnectionTokens.Ticket ticket = tokens.read(token, user);
    if (ticket == null || !ticket.fresh()) {
      return null;
    }
    Instant forgetAt = hub.clock().now().plus(tokens.validity().multipliedBy(2));
    return spent.putIfAbsent(ticket.connectionId(), forgetAt) == null
        ? ticket.connectionId()
        : null;
  }

  /// Begins a session; null when the hub takes in nobody.
  <S extends Session> @Nullable S begin(
      String id, HubUser user, Transport transport, Function<Wire, S> make) {
    AtomicReference<@Nullable Session> born = new AtomicReference<>();
    Wire wire = hub.connect(id, user, transport, () -> abort(born.get()));
    if (wire == null) {
      return null;
    }
    S session = make.apply(wire);
    born.set(session);
    sessions.put(id, session);
    return session;
  }

  void forget(Wire wire) {
    sessions.remove(wire.connection().id());
    wire.gone();
  }

  private static void abort(@Nullable Session session) {
    if (session != null) { // else it finds its wire ended before it does anything
      session.abort();
    }
  }

  private void tick() {
    long now = hub.clock().nanos();
    sessions.values().forEach(session -> session.tick(now));
    Instant wallClock = hub.clock().now();
    spent.values().removeIf(wallClock::isAfter);
  }
}
