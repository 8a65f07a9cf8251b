package io.github.backendexecutor.signalr.transport;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which web pages may reach the hub. A browser says in `Origin` whose page it shows; programs that
/// are no browsers say nothing and are let in. Needed for WebSockets above all, which CORS does not
/// guard.
///
/// @param others origins besides the hub's own, written as a browser does:
///   `https://app.example.com`
public record AllowedOrigins(Set<String> others) {
  public AllowedOrigins {
    others = Set.copyOf(others);
  }

  /// Only pages that come from the same host and port as the hub.
  public static AllowedOrigins sameOnly() {
    return new AllowedOrigins(Set.of());
  }

  boolean allow(RequestHead request) {
    String origin = request.header("Origin");
    return origin == null || others.contains(origin) || isHost(origin, request.header("Host"));
  }

  /// What a browser needs to read to let its page see the answer. The exact origin, since clients
  /// send credentials and `*` is not valid then.
  Map<String, String> headers(RequestHead request) {
    Map<String, String> headers = new LinkedHashMap<>();
    String origin = request.header("Origin");
    if (origin != null && others.contains(origin)) {
      headers.put("Access-Control-Allow-Origin", origin);
      headers.put("Access-Control-Allow-Credentials", "true");
      headers.put("Vary", "Origin");
    }
    return headers;
  }

  /// The same for a browser that asks beforehand what it may send.
  Map<String, String> preflightHeaders(RequestHead request) {
    Map<String, String> headers = headers(request);
    headers.put("Access-Control-Allow-Methods", "GET, POST, DELETE");
    headers.put(
        "Access-Control-Allow-Headers",
        "authorization, content-type, x-requested-with, x-signalr-user-agent");
    headers.put("Access-Control-Max-Age", "600");
    return headers;
  }

  private static boolean isHost(String origin, @Nullable String host) {
    try {
      return host != null && host.equalsIgnoreCase(URI.create(origin).getRawAuthority());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
