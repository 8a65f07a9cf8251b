package io.github.backendexecutor.signalr.transport;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.backendexecutor.signalr.hub.HubUser;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A hub behind the JDK's own HTTP server: everything but WebSockets. The user is whom the header
/// `X-User` names.
final class JdkHubServer implements AutoCloseable {
  /// Requests that are not answered yet.
  final AtomicInteger serving = new AtomicInteger();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  JdkHubServer(HubEndpoint endpoint) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    server.setExecutor(threads);
    server.createContext("/hub", exchange -> counted(exchange, endpoint));
    server.start();
  }

  URI uri() {
    return URI.create("http://localhost:" + server.getAddress().getPort() + "/hub");
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void counted(HttpExchange exchange, HubEndpoint endpoint) throws IOException {
    serving.incrementAndGet();
    try {
      serve(exchange, endpoint);
    } finally {
      serving.decrementAndGet();
    }
  }

  private static void serve(HttpExchange http, HubEndpoint endpoint) throws IOException {
    String name = http.getRequestHeaders().getFirst("X-User");
    HubUser user = name == null ? HubUser.ANONYMOUS : HubUser.named(name);
    try (http) {
      if (http.getRequestURI().getPath().equals("/hub/negotiate")) {
        endpoint.negotiate(new Adapter(http), user);
      } else {
        endpoint.handle(new Adapter(http), user);
      }
    }
  }

  private record Adapter(HttpExchange http) implements Exchange {
    @Override
    public String method() {
      return http.getRequestMethod();
    }

    @Override
    public @Nullable String query(String name) {
      String query = http.getRequestURI().getRawQuery();
      for (String pair : query == null ? new String[0] : query.split("&")) {
        if (pair.startsWith(name + "=")) {
          return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
        }
      }
      return null;
    }

    @Override
    public @Nullable String header(String name) {
      return http.getRequestHeaders().getFirst(name);
    }

    @Override
    public InputStream body() {
      return http.getRequestBody();
    }

    @Override
    public void answer(int status, Map<String, String> headers, byte[] body) throws IOException {
      headers.forEach(http.getResponseHeaders()::set);
      http.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
      http.getResponseBody().write(body);
    }

    @Override
    public OutputStream stream(int status, Map<String, String> headers) throws IOException {
      headers.forEach(http.getResponseHeaders()::set);
      http.sendResponseHeaders(status, 0);
      return http.getResponseBody();
    }
  }
}
