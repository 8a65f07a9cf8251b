package io.github.backendexecutor.signalr.transport;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A WebSocket by hand: what came so far, in which frames, and how it was closed.
final class RawWebSocket implements WebSocket.Listener {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  final AtomicInteger closeCode = new AtomicInteger();
  final AtomicInteger textFrames = new AtomicInteger();
  final AtomicInteger binaryFrames = new AtomicInteger();
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();
  private final WebSocket socket;

  RawWebSocket(URI hub, String query) {
    URI uri = URI.create(hub.toString().replace("http:", "ws:") + query);
    socket = HTTP.newWebSocketBuilder().buildAsync(uri, this).join();
  }

  void text(String text) {
    socket.sendText(text, true).join();
  }

  void binary(byte[] bytes) {
    socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
  }

  void ping() {
    socket.sendPing(ByteBuffer.allocate(0)).join();
  }

  void abort() {
    socket.abort();
  }

  String received() {
    return received.toString(StandardCharsets.UTF_8);
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    received.writeBytes(data.toString().getBytes(StandardCharsets.UTF_8));
    textFrames.addAndGet(last ? 1 : 0);
    from.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
    byte[] bytes = new byte[data.remaining()];
    data.get(bytes);
    received.writeBytes(bytes);
    binaryFrames.addAndGet(last ? 1 : 0);
    from.request(1);
    return null;
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    closeCode.set(code);
    return null;
  }
}
