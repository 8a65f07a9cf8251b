package io.github.backendexecutor.app.push;

import io.github.backendexecutor.signalr.transport.WebSocketLink;
import io.github.backendexecutor.signalr.transport.WebSocketSession;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The server's side of one WebSocket. A write that hangs ends after ten seconds, and the
/// connection with it.
final class HubSocket extends Endpoint {
  private static final Logger LOG = LoggerFactory.getLogger(HubSocket.class);
  private static final long LONGEST_WRITE_MILLIS = 10_000;

  private final WebSocketSession hub;

  private HubSocket(WebSocketSession hub) {
    this.hub = hub;
  }

  /// For one upgrade, to this session of the hub.
  static ServerEndpointConfig config(WebSocketSession session) {
    return ServerEndpointConfig.Builder.create(HubSocket.class, JobHub.PATH)
        .configurator(
            new ServerEndpointConfig.Configurator() {
              @Override
              public <T> T getEndpointInstance(Class<T> type) {
                return type.cast(new HubSocket(session));
              }
            })
        .build();
  }

  @Override
  public void onOpen(Session session, EndpointConfig config) {
    session
        .getUserProperties()
        .put("org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT", LONGEST_WRITE_MILLIS);
    session.addMessageHandler(
        String.class, (MessageHandler.Partial<String>) (part, last) -> hub.received(part));
    session.addMessageHandler(
        ByteBuffer.class, (MessageHandler.Partial<ByteBuffer>) (part, last) -> receive(part));
    hub.open(new Link(session));
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
    LOG.debug("a WebSocket broke", error);
    hub.closed();
  }

  private record Link(Session session) implements WebSocketLink {
    @Override
    public void send(byte[] message, boolean binary) throws IOException {
      if (binary) {
        session.getBasicRemote().sendBinary(ByteBuffer.wrap(message));
      } else {
        session.getBasicRemote().sendText(new String(message, StandardCharsets.UTF_8));
      }
    }

    @Override
    public void close(int code) throws IOException {
      session.close(new CloseReason(CloseCodes.getCloseCode(code), ""));
    }

    @Override
    public void abort() {
      try {
        session.close(new CloseReason(CloseCodes.GOING_AWAY, ""));
      } catch (IOException | RuntimeException e) {
        LOG.debug("gone already", e);
      }
    }
  }
}
