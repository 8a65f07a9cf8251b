package io.github.backendexecutor.signalr.transport;

import io.github.backendexecutor.signalr.hub.Wire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/// Server-Sent Events: one long answer that carries everything to the client; what the client says
/// comes in requests of its own. The thread of the request writes until the end.
final class EventStream implements Session {
  /// The most that one event carries, unless a single message is longer.
  private static final int MOST = 64 * 1024;

  /// A comment, so that the browser's `onopen` fires before there is news.
  private static final byte[] HELLO = ":\r\n".getBytes(StandardCharsets.US_ASCII);

  private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] LINE_END = "\r\n".getBytes(StandardCharsets.US_ASCII);

  private final Wire wire;
  private final RequestThread thread = new RequestThread();
  private final AtomicBoolean started = new AtomicBoolean();

  EventStream(Wire wire) {
    this.wire = wire;
  }

  @Override
  public Wire wire() {
    return wire;
  }

  @Override
  public void abort() {
    thread.interrupt();
  }

  /// True for the first caller, who is to [#run] it.
  boolean start() {
    return started.compareAndSet(false, true);
  }

  void run(Exchange exchange, Map<String, String> headers) throws IOException {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put("Content-Type", "text/event-stream");
    all.put("Cache-Control", "no-cache,no-store");
    all.put("Pragma", "no-cache");
    all.put("Content-Encoding", "identity");
    all.put("X-Accel-Buffering", "no"); // nginx would hold events back
    thread.run(() -> write(exchange, all));
  }

  private void write(Exchange exchange, Map<String, String> headers)
      throws IOException, InterruptedException {
    try (OutputStream out = exchange.stream(200, headers)) {
      out.write(HELLO);
      out.flush();
      byte[] messages = wire.take(MOST, () -> false);
      while (messages != null) {
        out.write(event(messages));
        out.flush();
        wire.written();
        messages = wire.take(MOST, () -> false);
      }
    }
  }

  /// A line of data for each line of the messages, then an empty one.
  static byte[] event(byte[] messages) {
    ByteArrayOutputStream event = new ByteArrayOutputStream(messages.length + 16);
    event.writeBytes(DATA);
    for (byte next : messages) {
      if (next == '\n') {
        event.writeBytes(LINE_END);
        event.writeBytes(DATA);
      } else if (next != '\r') { // white space between JSON tokens; inside text it is escaped
        event.write(next);
      }
    }
    event.writeBytes(LINE_END);
    event.writeBytes(LINE_END);
    return event.toByteArray();
  }
}
