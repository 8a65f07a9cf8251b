package io.github.backendexecutor.app.push;

import io.github.backendexecutor.signalr.hub.HubUser;
import io.github.backendexecutor.signalr.transport.HubEndpoint;
import io.github.backendexecutor.signalr.transport.Upgrade;
import io.github.backendexecutor.signalr.transport.WebSocketSession;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The hub in a servlet container. A stream or a long poll keeps the thread of its request, so
/// requests must come on virtual threads; a WebSocket keeps none of the container's.
final class HubServlet extends HttpServlet {
  private static final String NEGOTIATE = "/negotiate";

  /// Messages of clients are short, and long ones may come in parts: so thousands of idle clients
  /// take little memory.
  private static final int SOCKET_BUFFER = 1024;

  static {
    // three buffers a WebSocket that are as long by default as most events are not: 8 KiB. Tomcat
    // reads this when it starts, after this class is there; whoever sets it otherwise is right
    System.getProperties().putIfAbsent("org.apache.tomcat.websocket.DEFAULT_BUFFER_SIZE", "2048");
  }

  private final transient Supplier<@Nullable HubEndpoint> endpoint;
  private final transient HubGate gate;

  /// @param endpoint null as long as the hub takes in nobody
  HubServlet(Supplier<@Nullable HubEndpoint> endpoint, HubGate gate) {
    this.endpoint = endpoint;
    this.gate = gate;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    ServletExchange exchange = new ServletExchange(request, response);
    HubEndpoint hub = endpoint.get();
    boolean asksBeforehand = exchange.method().equals("OPTIONS"); // browsers do so without a token
    HubUser user = asksBeforehand ? HubUser.ANONYMOUS : gate.user(exchange);
    if (!gate.isHostOurs(exchange)) {
      refuse(exchange, 403, "Host not allowed", Map.of());
    } else if (user == null) {
      refuse(exchange, 401, "Token required", gate.refusalHeaders(exchange));
    } else if (hub == null) {
      refuse(exchange, 503, "The hub waits for its database", Map.of("Retry-After", "1"));
    } else if (request.getServletPath().endsWith(NEGOTIATE)) {
      hub.negotiate(exchange, user);
    } else if ("websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
      upgrade(exchange, hub.upgrade(exchange, user));
    } else {
      hub.handle(exchange, user);
    }
  }

  private static void upgrade(ServletExchange exchange, Upgrade upgrade) throws IOException {
    switch (upgrade) {
      case Upgrade.Refused(var status, var text) -> refuse(exchange, status, text, Map.of());
      case Upgrade.Accepted(var session) -> {
        try {
          open(exchange, session);
        } catch (DeploymentException e) { // a handshake that is none
          session.closed();
          refuse(exchange, 400, "Not a WebSocket handshake", Map.of());
        } catch (IOException | RuntimeException e) {
          session.closed();
          throw e;
        }
      }
    }
  }

  private static void open(ServletExchange exchange, WebSocketSession session)
      throws IOException, DeploymentException {
    HttpServletRequest request = exchange.request();
    ServerContainer container =
        (ServerContainer) request.getServletContext().getAttribute(ServerContainer.class.getName());
    container.setDefaultMaxTextMessageBufferSize(SOCKET_BUFFER);
    container.setDefaultMaxBinaryMessageBufferSize(SOCKET_BUFFER);
    container.upgradeHttpToWebSocket(
        request, exchange.response(), HubSocket.config(session), Map.of());
    if (!exchange.response().isCommitted() && exchange.response().getStatus() != 101) {
      session.closed(); // it was refused with a status of the container's
    }
  }

  private static void refuse(
      ServletExchange exchange, int status, String text, Map<String, String> headers)
      throws IOException {
    headers.forEach(exchange.response()::setHeader);
    exchange.answer(
        status, Map.of("Content-Type", "text/plain"), text.getBytes(StandardCharsets.UTF_8));
  }
}
