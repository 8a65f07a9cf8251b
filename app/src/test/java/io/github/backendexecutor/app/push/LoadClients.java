package io.github.backendexecutor.app.push;

import io.github.backendexecutor.signalr.protocol.Json;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The clients of [HubLoad]: connects them, keeps them alive, and says on its output which event
/// came when.
final class LoadClients {
  private static final String PING = "{\"type\":6}\u001e";
  private static final int AT_ONCE = 32;
  private static final Pattern EVENT = Pattern.compile("\"eventId\":\"([^\"]+)\"");
  private final HttpClient http =
      HttpClient.newBuilder().executor(Executors.newFixedThreadPool(4)).build();
  private final List<WebSocket> sockets = new CopyOnWriteArrayList<>();
  private final PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);

  private LoadClients() {}

  /// In: `clients`, a hub, how many there, another hub, how many there.
  static void main(String... arguments) throws Exception {
    LoadClients clients = new LoadClients();
    URI near = URI.create(arguments[1]);
    clients.say("stalled " + clients.connect(near, "stalled"));
    clients.connectAll(near, "near", Integer.parseInt(arguments[2]));
    clients.connectAll(URI.create(arguments[3]), "far", Integer.parseInt(arguments[4]));
    clients.say("ready");
    clients.stayAlive();
  }

  private void connectAll(URI hub, String where, int count) throws InterruptedException {
    CountDownLatch left = new CountDownLatch(count);
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
      for (int i = 0; i < count; i++) {
        threads.execute(() -> {
          say(where + " " + connect(hub, where));
          left.countDown();
        });
      }
      left.await();
    }
  }

  private String connect(URI hub, String where) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(hub + "/negotiate?negotiateVersion=1"))
              .POST(BodyPublishers.noBody())
              .build();
      String body = http.send(request, BodyHandlers.ofString()).body();
      Map<?, ?> negotiated = (Map<?, ?>) Objects.requireNonNull(Json.parse(body));
      String url =
          hub.toString().replace("http:", "ws:") + "?id=" + negotiated.get("connectionToken");
      WebSocket socket =
          http.newWebSocketBuilder().buildAsync(URI.create(url), new Ear(where)).join();
      socket.sendText(RawSocket.HELLO, true).join();
      sockets.add(socket);
      return String.valueOf(negotiated.get("connectionId"));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void stayAlive() {
    while (true) {
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(5));
      for (WebSocket socket : sockets) {
        if (!socket.isOutputClosed()) {
          var _ = socket.sendText(PING, true);
          LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(500));
        }
      }
    }
  }

  private synchronized void say(String line) {
    out.println(line);
    out.flush();
  }

  /// The stalled one hears the handshake and then no more.
  private final class Ear implements WebSocket.Listener {
    private final String where;
    private final StringBuilder parts = new StringBuilder();

    Ear(String where) {
      this.where = where;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      long now = System.nanoTime();
      parts.append(data);
      if (last) {
        Matcher event = EVENT.matcher(parts);
        while (event.find()) {
          say(where + " " + event.group(1) + " " + now);
        }
        parts.setLength(0);
      }
      if (!where.equals("stalled")) {
        from.request(1);
      }
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      System.err.println(where + " broke: " + error);
    }
  }
}
