package io.github.backendexecutor.app.push;

import static org.awaitility.Awaitility.await;

import io.github.backendexecutor.signalr.protocol.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// A client by hand, which does one step at a time.
final class RawSocket implements AutoCloseable {
  static final String HELLO = "{\"protocol\":\"json\",\"version\":1}\u001e";
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  final String connectionId;
  private final URI hub;
  private final String token;

  @SuppressWarnings("JdkObsolete") // written by one thread, read by another
  private final StringBuffer heard = new StringBuffer();

  private @Nullable WebSocket socket;

  private RawSocket(URI hub, Map<?, ?> negotiated) {
    this.hub = hub;
    this.connectionId = String.valueOf(negotiated.get("connectionId"));
    this.token = String.valueOf(negotiated.get("connectionToken"));
  }

  static RawSocket negotiated(URI hub) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(hub + "/negotiate?negotiateVersion=1"))
            .POST(BodyPublishers.noBody())
            .build();
    // the hub may still agree with Redis on its secret
    await().until(() -> HTTP.send(request, BodyHandlers.ofString()).statusCode() == 200);
    String body = HTTP.send(request, BodyHandlers.ofString()).body();
    return new RawSocket(hub, (Map<?, ?>) Objects.requireNonNull(Json.parse(body)));
  }

  void open() {
    openAt(hub);
  }

  /// At another instance than the one that gave the token.
  void openAt(URI other) {
    String address = other.toString().replace("http:", "ws:") + "?id=" + token;
    socket = HTTP.newWebSocketBuilder().buildAsync(URI.create(address), new Ear()).join();
    socket.sendText(HELLO, true).join();
    awaitText("{}");
  }

  void send(String text) {
    Objects.requireNonNull(socket).sendText(text, true).join();
  }

  String text() {
    return heard.toString();
  }

  void awaitText(String text) {
    await().atMost(Duration.ofSeconds(30)).until(() -> heard.indexOf(text) >= 0);
  }

  @Override
  public void close() {
    Objects.requireNonNull(socket).abort();
  }

  private final class Ear implements WebSocket.Listener {
    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      heard.append(data);
      from.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      heard.append("<closed " + code + ">");
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      heard.append("<broken>");
    }
  }
}
