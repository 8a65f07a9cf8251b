package io.github.backendexecutor.app.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import tools.jackson.databind.json.JsonMapper;

/// The pages as they are served, over an API that answers from a [Scene]: for what a real service
/// cannot be brought to show at will, such as thirty roles, hostile texts, outages and refusals.
final class StubApi implements AutoCloseable {
  private static final Set<String> PAGES =
      Set.of(
          "/",
          "/jobs",
          "/job",
          "/workflows",
          "/workflow",
          "/failed",
          "/roles",
          "/instances",
          "/doctor",
          "/audit",
          "/login");
  private static final JsonMapper JSON = new JsonMapper();

  private final Assets assets = Assets.load();
  private final HttpServer server;
  private final Scene scene;
  private final List<String> changes = new CopyOnWriteArrayList<>();
  private final List<OutputStream> streams = new CopyOnWriteArrayList<>();
  private volatile boolean down;
  private volatile boolean streaming = true;

  StubApi(Scene scene, int port) throws IOException {
    this.scene = scene;
    this.server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  /// For a look by hand: `StubApi small|many|empty|refused [port]`.
  public static void main(String[] args) throws IOException {
    StubApi stub =
        new StubApi(Scene.of(args[0]), args.length > 1 ? Integer.parseInt(args[1]) : 8099);
    System.out.println(stub.url());
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /// What was posted, patched and deleted: method, path and body.
  List<String> changes() {
    return changes;
  }

  /// From now on the service answers nothing, as behind a proxy; or does again.
  void down(boolean isDown) {
    down = isDown;
    dropStreams();
  }

  /// From now on there is no stream of events; or there is again.
  void streaming(boolean isStreaming) {
    streaming = isStreaming;
    dropStreams();
  }

  /// Tells the open pages of an event.
  void tell(String event, Map<String, ?> data) {
    byte[] text =
        ("event: " + event + "\ndata: " + JSON.writeValueAsString(data) + "\n\n").getBytes(UTF_8);
    streams.removeIf(stream -> !isWritten(stream, text));
  }

  /// Whether the page at the other end is still there.
  private static boolean isWritten(OutputStream stream, byte[] text) {
    try {
      stream.write(text);
      stream.flush();
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  private void dropStreams() {
    for (OutputStream stream : streams) {
      try {
        stream.close();
      } catch (IOException _) {
        // gone already
      }
    }
    streams.clear();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getRawPath();
    if (PAGES.contains(path)) {
      send(exchange, assets.page());
    } else if (path.startsWith("/assets/")) {
      String name = path.substring(path.indexOf('/', "/assets/".length()) + 1);
      var file = assets.file(name);
      if (file.isPresent()) {
        send(exchange, file.get());
      } else {
        send(exchange, 404, "text/plain", new byte[0]);
      }
    } else if (down) {
      send(exchange, 503, "text/plain", new byte[0]);
    } else if (path.equals("/api/v1/events")) {
      stream(exchange);
    } else {
      api(exchange, path.substring("/api/v1".length()));
    }
  }

  private void stream(HttpExchange exchange) throws IOException {
    if (!streaming || scene.refuses()) {
      send(exchange, 404, "text/plain", new byte[0]);
      return;
    }
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    OutputStream out = exchange.getResponseBody();
    out.write(": hello\n\n".getBytes(UTF_8));
    out.flush();
    streams.add(out);
  }

  private void api(HttpExchange exchange, String path) throws IOException {
    String method = exchange.getRequestMethod();
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    if (!method.equals("GET")) {
      changes.add(method + " " + path + " " + body);
    }
    Scene.Answer answer = scene.answer(method, path, exchange.getRequestURI().getRawQuery(), body);
    byte[] text = answer.body() == null ? new byte[0] : JSON.writeValueAsBytes(answer.body());
    String type = answer.status() < 400 ? "application/json" : "application/problem+json";
    send(exchange, answer.status(), type, text);
  }

  private void send(HttpExchange exchange, Asset asset) throws IOException {
    exchange.getResponseHeaders().set("Content-Security-Policy", assets.policy());
    exchange.getResponseHeaders().set("Content-Encoding", "gzip");
    send(exchange, 200, asset.type(), asset.packed());
  }

  private static void send(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  @Override
  public void close() {
    dropStreams();
    server.stop(0);
  }
}
