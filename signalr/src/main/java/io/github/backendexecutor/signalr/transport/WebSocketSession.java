package io.github.backendexecutor.signalr.transport;

import io.github.backendexecutor.signalr.hub.Hub;
import io.github.backendexecutor.signalr.hub.HubThreads;
import io.github.backendexecutor.signalr.hub.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A client on a WebSocket. The server hands over what it receives; a virtual thread writes what
/// the hub has to say, so nobody else ever waits for this client.
public final class WebSocketSession implements Session {
  private static final Logger log = LoggerFactory.getLogger(WebSocketSession.class);

  /// The most that one frame carries, unless a single message is longer.
  private static final int MOST = 16 * 1024;

  private static final int NORMAL = 1000;
  private static final Duration GOODBYE = Duration.ofSeconds(5);

  /// So long a client that said goodbye has time to close the WebSocket itself.
  private static final Duration LEAVING = Duration.ofSeconds(1);

  private final Wire wire;
  private final Hub hub;
  private final Sessions sessions;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile @Nullable WebSocketLink link;

  WebSocketSession(Wire wire, Hub hub, Sessions sessions) {
    this.wire = wire;
    this.hub = hub;
    this.sessions = sessions;
  }

  @Override
  public Wire wire() {
    return wire;
  }

  /// The server has opened the WebSocket. To be called once.
  public void open(WebSocketLink opened) {
    link = opened;
    HubThreads.start("websocket", () -> write(opened));
  }

  /// Text or binary has come, in messages or in parts of them; clients use either for everything.
  public void received(byte[] data, int offset, int length) {
    wire.receive(data, offset, length);
  }

  public void received(String text) {
    byte[] data = text.getBytes(StandardCharsets.UTF_8);
    wire.receive(data, 0, data.length);
  }

  /// The WebSocket is closed, or broken, or never was opened. May be called more than once.
  public void closed() {
    closed.set(true);
    sessions.forget(wire);
  }

  @Override
  public void abort() {
    WebSocketLink opened = link;
    if (!closed.getAndSet(true) && opened != null) {
      opened.abort();
    }
    sessions.forget(wire);
  }

  private void write(WebSocketLink opened) {
    try {
      byte[] messages = wire.take(MOST, () -> false);
      while (messages != null) {
        opened.send(messages, wire.binary());
        wire.written();
        messages = wire.take(MOST, () -> false);
      }
      sayGoodbye(opened);
    } catch (IOException | RuntimeException e) { // servers throw either when it is closed already
      broke(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      abort();
    }
  }

  /// When both ends close at the same moment, a server may end the connection before the frame that
  /// says so is written, which the client takes for a fault. So whoever said goodbye first closes.
  private void sayGoodbye(WebSocketLink opened) {
    if (wire.clientLeft()) {
      hub.clock().alarm(LEAVING, () -> HubThreads.start("close", () -> close(opened)));
    } else {
      close(opened);
    }
  }

  private void close(WebSocketLink opened) {
    if (closed.get()) {
      return;
    }
    try {
      opened.close(NORMAL);
      hub.clock().alarm(GOODBYE, () -> HubThreads.start("abort", this::abort));
    } catch (IOException | RuntimeException e) { // as for a write
      broke(e);
    }
  }

  private void broke(Exception e) {
    log.debug("{} is gone", wire.connection(), e);
    abort();
  }
}
