package io.github.backendexecutor.signalr.transport;

import io.github.backendexecutor.signalr.hub.HubUser;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.CloseReason;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.websocket.server.WsSci;
import org.jspecify.annotations.Nullable;

/// A hub behind Tomcat, with all three transports: one servlet and one WebSocket endpoint.
final class TomcatHubServer implements AutoCloseable {
  /// Requests that are not answered and writes that are not done yet.
  final AtomicInteger serving = new AtomicInteger();

  private final Tomcat tomcat = new Tomcat();

  TomcatHubServer(HubEndpoint endpoint) throws Exception {
    this(endpoint, 0);
  }

  TomcatHubServer(HubEndpoint endpoint, int port) throws Exception {
    Path base = Files.createTempDirectory("tomcat");
    tomcat.setBaseDir(base.toString());
    tomcat.setPort(port);
    tomcat
        .getConnector()
        .getProtocolHandler()
        .setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    tomcat
        .getConnector()
        .setProperty("connectionTimeout", "10000"); // also bounds a write that hangs
    Context context = tomcat.addContext("", base.toString());
    context.addServletContainerInitializer(new WsSci(), null);
    Tomcat.addServlet(context, "hub", new HubServlet(endpoint, serving)).setAsyncSupported(true);
    context.addServletMapping("/hub", "hub");
    context.addServletMapping("/hub/negotiate", "hub");
    tomcat.start();
  }

  URI uri() {
    return URI.create("http://localhost:" + tomcat.getConnector().getLocalPort() + "/hub");
  }

  @Override
  public void close() throws LifecycleException {
    tomcat.stop();
    tomcat.destroy();
  }

  private static final class HubServlet extends HttpServlet {
    private final transient HubEndpoint endpoint;
    private final AtomicInteger serving;

    HubServlet(HubEndpoint endpoint, AtomicInteger serving) {
      this.endpoint = endpoint;
      this.serving = serving;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      Adapter exchange = new Adapter(request, response);
      String name = request.getHeader("X-User");
      HubUser user = name == null ? HubUser.ANONYMOUS : HubUser.named(name);
      if (request.getRequestURI().endsWith("/negotiate")) {
        endpoint.negotiate(exchange, user);
      } else if ("websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
        upgrade(request, response, exchange, user);
      } else {
        serving.incrementAndGet();
        try {
          endpoint.handle(exchange, user);
        } finally {
          serving.decrementAndGet();
        }
      }
    }

    private void upgrade(
        HttpServletRequest request, HttpServletResponse response, Adapter exchange, HubUser user)
        throws IOException {
      switch (endpoint.upgrade(exchange, user)) {
        case Upgrade.Refused(var status, var text) ->
            exchange.answer(status, Map.of(), text.getBytes(StandardCharsets.UTF_8));
        case Upgrade.Accepted(var session) -> {
          try {
            container(request)
                .upgradeHttpToWebSocket(request, response, config(session, serving), Map.of());
          } catch (DeploymentException e) {
            session.closed();
            throw new IOException(e);
          }
        }
      }
    }

    private static ServerContainer container(HttpServletRequest request) {
      return (ServerContainer)
          request.getServletContext().getAttribute(ServerContainer.class.getName());
    }

    private static ServerEndpointConfig config(WebSocketSession session, AtomicInteger serving) {
      return ServerEndpointConfig.Builder.create(Socket.class, "/hub")
          .configurator(
              new ServerEndpointConfig.Configurator() {
                @Override
                public <T> T getEndpointInstance(Class<T> type) {
                  return type.cast(new Socket(session, serving));
                }
              })
          .build();
    }
  }

  /// The server's side of one WebSocket.
  public static final class Socket extends Endpoint {
    private final WebSocketSession hub;
    private final AtomicInteger serving;

    Socket(WebSocketSession hub, AtomicInteger serving) {
      this.hub = hub;
      this.serving = serving;
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
      session.getUserProperties().put("org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT", 10_000L);
      session.addMessageHandler(
          String.class, (MessageHandler.Partial<String>) (part, last) -> hub.received(part));
      session.addMessageHandler(
          ByteBuffer.class, (MessageHandler.Partial<ByteBuffer>) (part, last) -> receive(part));
      hub.open(new Link(session, serving));
    }

    private void receive(ByteBuffer part) {
      byte[] bytes = new byte[part.remaining()];
      part.get(bytes);
      hub.received(bytes, 0, bytes.length);
    }

    @Override
    public void onClose(Session session, CloseReason reason) {
      hub.closed();
    }

    @Override
    public void onError(Session session, Throwable error) {
      hub.closed();
    }
  }

  private record Link(Session session, AtomicInteger serving) implements WebSocketLink {
    @Override
    public void send(byte[] message, boolean binary) throws IOException {
      serving.incrementAndGet();
      try {
        if (binary) {
          session.getBasicRemote().sendBinary(ByteBuffer.wrap(message));
        } else {
          session.getBasicRemote().sendText(new String(message, StandardCharsets.UTF_8));
        }
      } finally {
        serving.decrementAndGet();
      }
    }

    @Override
    public void close(int code) throws IOException {
      session.close(new CloseReason(CloseReason.CloseCodes.getCloseCode(code), ""));
    }

    @Override
    public void abort() {
      try {
        session.close(new CloseReason(CloseReason.CloseCodes.GOING_AWAY, ""));
      } catch (IOException alreadyGone) {
        assert alreadyGone != null;
      }
    }
  }

  private record Adapter(HttpServletRequest request, HttpServletResponse response)
      implements Exchange {
    @Override
    public String method() {
      return request.getMethod();
    }

    @Override
    public @Nullable String query(String name) {
      return request.getParameter(name);
    }

    @Override
    public @Nullable String header(String name) {
      return request.getHeader(name);
    }

    @Override
    public InputStream body() throws IOException {
      return request.getInputStream();
    }

    @Override
    public void answer(int status, Map<String, String> headers, byte[] body) throws IOException {
      headers.forEach(response::setHeader);
      response.setStatus(status);
      response.setContentLength(body.length);
      response.getOutputStream().write(body);
      response.flushBuffer();
    }

    @Override
    public OutputStream stream(int status, Map<String, String> headers) throws IOException {
      headers.forEach(response::setHeader);
      response.setStatus(status);
      return response.getOutputStream();
    }
  }
}
