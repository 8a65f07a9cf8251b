package io.github.backendexecutor.app.api.gate;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Keeps web pages of other sites from using a visitor's browser to drive this service, whether or
/// not callers have to show a token: a browser says from where a request comes.
final class Neighbours {
  private static final Pattern THIS_MACHINE =
      Pattern.compile("(localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d+)?");
  private static final Set<String> READING = Set.of("GET", "HEAD");
  private static final Set<String> OURS = Set.of("same-origin", "none");

  private Neighbours() {}

  /// Why the host that the request names is refused, or null. A foreign page can point a name of
  /// its own at this machine, and would look like our own page: where no token protects, the host
  /// must be named as this machine.
  static @Nullable String refusedHost(HttpServletRequest request) {
    String host = request.getHeader("Host");
    return host != null && THIS_MACHINE.matcher(host.toLowerCase(Locale.ROOT)).matches()
        ? null
        : "without a token this service answers to localhost and 127.0.0.1 only; set"
            + " EXECUTOR_TOKEN to reach it by another name";
  }

  /// Why this request is refused, or null: another site has sent it.
  static @Nullable String refusedSite(HttpServletRequest request) {
    String site = request.getHeader("Sec-Fetch-Site");
    String origin = request.getHeader("Origin");
    if (READING.contains(request.getMethod())) {
      // somebody may follow a link to here
      boolean link = "navigate".equals(request.getHeader("Sec-Fetch-Mode"));
      return site == null || OURS.contains(site) || link ? null : why("Sec-Fetch-Site", site);
    }
    if (site != null && !OURS.contains(site)) {
      return why("Sec-Fetch-Site", site);
    }
    if (origin != null && !isOurs(origin, request.getHeader("Host"))) {
      return why("Origin", origin);
    }
    return null;
  }

  /// Whether a change says from which page it comes, as all browsers do; reading need not.
  static boolean saysFromWhere(HttpServletRequest request) {
    return READING.contains(request.getMethod())
        || request.getHeader("Sec-Fetch-Site") != null
        || request.getHeader("Origin") != null;
  }

  private static boolean isOurs(String origin, @Nullable String host) {
    int scheme = origin.indexOf("://");
    return scheme > 0 && host != null && origin.substring(scheme + 3).equalsIgnoreCase(host);
  }

  private static String why(String header, String value) {
    return "this request comes from another site (" + header + ": " + value + ")";
  }
}
