package io.github.backendexecutor.app.push;

import io.github.backendexecutor.signalr.hub.HubUser;
import io.github.backendexecutor.signalr.transport.RequestHead;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Who gets to the hub at all. The token is looked for in the header, then in the query, where
/// browsers have to put it for WebSockets and event streams; it is never logged.
///
/// Without a token the hub is only for this machine. Then the host must be named as such, too: a
/// foreign page can point a name of its own at this machine, and would look like our own page.
final class HubGate {
  private static final String BEARER = "bearer ";
  private static final Pattern THIS_MACHINE =
      Pattern.compile("(localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d+)?");

  private final HubCallers callers;
  private final boolean open;
  private final Set<String> allowedOrigins;

  /// @param open whether callers need no token
  HubGate(HubCallers callers, boolean open, Set<String> allowedOrigins) {
    this.callers = callers;
    this.open = open;
    this.allowedOrigins = allowedOrigins;
  }

  static HubGate of(PushSettings settings) {
    HubCallers callers = settings.callers();
    boolean open = callers == null;
    return new HubGate(
        callers == null ? HubCallers.anybody() : callers, open, settings.allowedOrigins());
  }

  boolean isHostOurs(RequestHead request) {
    String host = request.header("Host");
    return !open
        || host == null
        || THIS_MACHINE.matcher(host.toLowerCase(Locale.ROOT)).matches()
        || allowedOrigins.stream().anyMatch(origin -> host.equalsIgnoreCase(authority(origin)));
  }

  /// Null when the caller may not come in.
  @Nullable HubUser user(RequestHead request) {
    String header = request.header("Authorization");
    String token =
        header != null && header.toLowerCase(Locale.ROOT).startsWith(BEARER)
            ? header.substring(BEARER.length()).strip()
            : request.query("access_token");
    return callers.user(token);
  }

  /// What lets a foreign page read that it was refused.
  Map<String, String> refusalHeaders(RequestHead request) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("WWW-Authenticate", "Bearer");
    String origin = request.header("Origin");
    if (origin != null && allowedOrigins.contains(origin)) {
      headers.put("Access-Control-Allow-Origin", origin);
      headers.put("Access-Control-Allow-Credentials", "true");
      headers.put("Vary", "Origin");
    }
    return headers;
  }

  private static @Nullable String authority(String origin) {
    try {
      return URI.create(origin).getRawAuthority();
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
