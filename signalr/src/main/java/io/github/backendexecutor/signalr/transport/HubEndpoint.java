package io.github.backendexecutor.signalr.transport;

import io.github.backendexecutor.signalr.hub.Hub;
import io.github.backendexecutor.signalr.hub.HubUser;
import io.github.backendexecutor.signalr.hub.Transport;
import io.github.backendexecutor.signalr.hub.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Where a hub is reached over HTTP. An application calls [#negotiate] for `<path>/negotiate`,
/// [#upgrade] for `<path>` when the request asks for a WebSocket, and [#handle] for every other
/// request to `<path>`, and says each time who the client is; only the user who negotiated a
/// connection can use it. Statuses and texts are those of ASP.NET Core.
public final class HubEndpoint {
  private static final int PIECE = 8192;
  private static final byte[] NOTHING = {};

  private final Hub hub;
  private final ConnectionTokens tokens;
  private final Set<Transport> transports;
  private final AllowedOrigins origins;
  private final Sessions sessions;

  /// @param transports those that are offered; a client takes the first it can, in the order of
  ///   [Transport]
  public HubEndpoint(
      Hub hub, ConnectionTokens tokens, Collection<Transport> transports, AllowedOrigins origins) {
    this.hub = hub;
    this.tokens = tokens;
    this.transports = EnumSet.copyOf(transports);
    this.origins = origins;
    this.sessions = new Sessions(hub, tokens);
  }

  /// A request that is answered with a status and a text instead of what it wanted.
  private static final class Refusal extends RuntimeException {
    final int status;

    Refusal(int status, String text) {
      super(text, null, false, false);
      this.status = status;
    }

    String text() {
      return String.valueOf(getMessage());
    }
  }

  /// A client asks how it may connect.
  public void negotiate(Exchange exchange, HubUser user) throws IOException {
    guarded(exchange, () -> negotiateWith(exchange, user));
  }

  /// A client listens, speaks or leaves.
  public void handle(Exchange exchange, HubUser user) throws IOException {
    guarded(
        exchange,
        () -> {
          switch (exchange.method()) {
            case "GET" -> listen(exchange, user);
            case "POST" -> speak(exchange, user);
            case "DELETE" -> leave(exchange, user);
            default -> throw new Refusal(405, "Method not allowed");
          }
        });
  }

  /// A client wants a WebSocket. Without an id, as from a client that did not negotiate, it gets a
  /// new connection.
  public Upgrade upgrade(RequestHead request, HubUser user) {
    try {
      if (!origins.allow(request)) {
        throw new Refusal(403, "Origin not allowed");
      }
      need(Transport.WEB_SOCKETS);
      String token = request.query("id");
      Session active = token == null ? null : sessions.find(token, user);
      if (active instanceof WebSocketSession) {
        throw new Refusal(409, "Connection is already active");
      }
      if (active != null) {
        throw new Refusal(400, "Cannot change transports mid-connection");
      }
      String id = token == null ? ConnectionTokens.newId() : redeem(token, user);
      return new Upgrade.Accepted(begin(id, user, Transport.WEB_SOCKETS, this::webSocket));
    } catch (Refusal refusal) {
      return new Upgrade.Refused(refusal.status, refusal.text());
    }
  }

  private void negotiateWith(Exchange exchange, HubUser user) throws IOException {
    if (!exchange.method().equals("POST")) {
      throw new Refusal(405, "Method not allowed");
    }
    String answer =
        Negotiation.answer(exchange.query("negotiateVersion"), user, tokens, transports);
    Map<String, String> headers = origins.headers(exchange);
    headers.put("Content-Type", "application/json");
    headers.put("Cache-Control", "no-cache, no-store");
    exchange.answer(200, headers, answer.getBytes(StandardCharsets.UTF_8));
  }

  private void listen(Exchange exchange, HubUser user) throws IOException {
    String accept = exchange.header("Accept");
    if (accept != null && accept.toLowerCase(Locale.ROOT).contains("text/event-stream")) {
      stream(exchange, user);
    } else {
      poll(exchange, user);
    }
  }

  private void stream(Exchange exchange, HubUser user) throws IOException {
    need(Transport.SERVER_SENT_EVENTS);
    Session session = find(exchange, user);
    if (session == null) {
      session =
          begin(redeem(id(exchange), user), user, Transport.SERVER_SENT_EVENTS, EventStream::new);
    }
    if (!(session instanceof EventStream stream)) {
      throw new Refusal(400, "Cannot change transports mid-connection");
    }
    if (!stream.start()) {
      throw new Refusal(409, "Connection is already active");
    }
    try {
      stream.run(exchange, origins.headers(exchange));
    } finally {
      sessions.forget(stream.wire());
    }
  }

  private void poll(Exchange exchange, HubUser user) throws IOException {
    need(Transport.LONG_POLLING);
    Session session = find(exchange, user);
    if (session == null) {
      session = begin(redeem(id(exchange), user), user, Transport.LONG_POLLING, this::longPoll);
    }
    if (!(session instanceof LongPoll poll)) {
      throw new Refusal(400, "Cannot change transports mid-connection");
    }
    poll.wire().refresh(user);
    poll.answer(exchange, origins.headers(exchange));
  }

  private void speak(Exchange exchange, HubUser user) throws IOException {
    Session session = find(exchange, user);
    if (session == null || session.wire().ended()) {
      throw unknown();
    }
    if (session instanceof WebSocketSession) {
      throw new Refusal(405, "POST requests are not allowed for WebSocket connections.");
    }
    byte[] piece = new byte[PIECE];
    try (InputStream body = exchange.body()) {
      for (int length = body.read(piece); length >= 0; length = body.read(piece)) {
        session.wire().receive(piece, 0, length);
      }
    }
    answer(exchange, 200, "");
  }

  private void leave(Exchange exchange, HubUser user) throws IOException {
    Session session = find(exchange, user);
    if (session == null) {
      throw unknown();
    }
    if (!(session instanceof LongPoll)) {
      throw new Refusal(400, "Cannot terminate this connection using the DELETE endpoint.");
    }
    session
        .wire()
        .gone(); // the session stays a while: a poll on its way is to learn of it by a 204
    answer(exchange, 202, "");
  }

  /// The session that the request names; null when there is none yet.
  private @Nullable Session find(Exchange exchange, HubUser user) {
    return sessions.find(id(exchange), user);
  }

  private static String id(Exchange exchange) {
    String id = exchange.query("id");
    if (id == null || id.isEmpty()) {
      throw new Refusal(400, "Connection ID required");
    }
    return id;
  }

  private String redeem(String token, HubUser user) {
    String id = sessions.redeem(token, user);
    if (id == null) {
      throw unknown();
    }
    return id;
  }

  private <S extends Session> S begin(
      String id, HubUser user, Transport transport, Function<Wire, S> make) {
    S session = sessions.begin(id, user, transport, make);
    if (session == null) {
      throw new Refusal(503, "The hub takes no connections now");
    }
    return session;
  }

  private LongPoll longPoll(Wire wire) {
    return new LongPoll(wire, hub.clock(), hub.timeouts(), () -> sessions.forget(wire));
  }

  private WebSocketSession webSocket(Wire wire) {
    return new WebSocketSession(wire, hub, sessions);
  }

  private void need(Transport transport) {
    if (!transports.contains(transport)) {
      throw new Refusal(404, transport.wireName() + " is not offered here");
    }
  }

  private static Refusal unknown() {
    return new Refusal(404, "No Connection with that ID");
  }

  private interface Answering {
    void run() throws IOException;
  }

  private void guarded(Exchange exchange, Answering answering) throws IOException {
    try {
      if (!origins.allow(exchange)) {
        throw new Refusal(403, "Origin not allowed");
      }
      if (exchange.method().equals("OPTIONS")) {
        exchange.answer(204, origins.preflightHeaders(exchange), NOTHING);
        return;
      }
      answering.run();
    } catch (Refusal refusal) {
      answer(exchange, refusal.status, refusal.text());
    }
  }

  private void answer(Exchange exchange, int status, String text) throws IOException {
    Map<String, String> headers = new LinkedHashMap<>(origins.headers(exchange));
    headers.put("Content-Type", "text/plain");
    exchange.answer(status, headers, text.getBytes(StandardCharsets.UTF_8));
  }
}
