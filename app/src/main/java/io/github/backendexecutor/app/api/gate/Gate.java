package io.github.backendexecutor.app.api.gate;

import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.StoreUnavailable;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.PathContainer;

/// Every request comes through here, in this order: is there such a route, does another site send
/// it, who sends it, may they. What is refused has read no body and changed nothing.
public final class Gate extends HttpFilter {
  private static final long serialVersionUID = 1L;
  private static final String BEARER = "bearer ";
  private static final Set<String> READING = Set.of("GET", "HEAD");

  /// A body has the entry's fields in JSON, and their names.
  private static final int MORE_THAN_THE_ENTRY = 64 * 1024;

  private final transient Rules rules;
  private final transient Keys keys;
  private final transient Sessions sessions;
  private final transient Attempts attempts;
  private final transient Clock clock;
  private final int maxBytes;

  /// @param maxEntryBytes how large a job may be
  public Gate(
      Rules rules,
      Keys keys,
      Sessions sessions,
      Attempts attempts,
      Clock clock,
      int maxEntryBytes) {
    this.rules = rules;
    this.keys = keys;
    this.sessions = sessions;
    this.attempts = attempts;
    this.clock = clock;
    this.maxBytes = maxEntryBytes + MORE_THAN_THE_ENTRY;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    PathContainer path = PathContainer.parsePath(request.getRequestURI());
    Optional<Rule> rule = rules.of(request.getMethod(), path);
    Refusal refusal = new Refusal(request, response);
    if (isCrooked(path)) {
      SafeHeaders.add(response);
      refusal.say(400, "the path has an empty step, a dot step, a backslash or a parameter");
    } else if (rule.isEmpty()) {
      SafeHeaders.add(response);
      refuseRoute(path, refusal);
    } else if (rule.get().isOfHub()) {
      passToHub(request, response, chain, refusal);
    } else {
      SafeHeaders.add(response);
      pass(rule.get(), request, response, chain, refusal);
    }
  }

  /// Servers and programs read such paths in different ways, and only in attacks.
  private static boolean isCrooked(PathContainer path) {
    List<PathContainer.Element> elements = path.elements();
    for (int i = 0; i < elements.size(); i++) {
      PathContainer.Element element = elements.get(i);
      boolean wrong =
          element instanceof PathContainer.PathSegment segment
              ? isWrong(segment)
              : i > 0 && elements.get(i - 1) instanceof PathContainer.Separator;
      if (wrong) {
        return true;
      }
    }
    return false;
  }

  private static boolean isWrong(PathContainer.PathSegment segment) {
    String text = segment.valueToMatch();
    return text.equals(".")
        || text.equals("..")
        || segment.value().indexOf(';') >= 0
        || segment.value().indexOf('\\') >= 0;
  }

  private void refuseRoute(PathContainer path, Refusal refusal) throws IOException {
    List<String> methods = rules.methods(path);
    if (methods.isEmpty()) {
      refusal.say(404, "there is nothing at this path; /api/v1/openapi.json lists what there is");
    } else {
      refusal.with("Allow", String.join(", ", methods));
      refusal.say(405, "allowed here: " + String.join(", ", methods));
    }
  }

  /// The hub finds out itself who calls; here only wrong tokens are counted.
  private void passToHub(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain, Refusal refusal)
      throws IOException, ServletException {
    Duration delay = attempts.delay(request.getRemoteAddr());
    boolean guards = keys.required() && !request.getMethod().equals("OPTIONS");
    if (guards && delay.isPositive()) {
      refusal.tooMany(delay);
      return;
    }
    chain.doFilter(request, response);
    if (guards && response.getStatus() == 401 && showsToken(request)) {
      attempts.failed(request.getRemoteAddr());
    }
  }

  private static boolean showsToken(HttpServletRequest request) {
    return request.getHeader("Authorization") != null
        || request.getParameter("access_token") != null;
  }

  private void pass(
      Rule rule,
      HttpServletRequest request,
      HttpServletResponse response,
      FilterChain chain,
      Refusal refusal)
      throws IOException, ServletException {
    String bearer = bearer(request);
    String foreign = keys.required() ? null : Neighbours.refusedHost(request);
    if (foreign == null) {
      foreign = Neighbours.refusedSite(request);
    }
    if (foreign != null) {
      refusal.say(403, foreign);
      return;
    }
    if (!READING.contains(request.getMethod()) && !isBodyFit(request, refusal)) {
      return;
    }
    if (isLetIn(rule, request, bearer, refusal)) {
      chain.doFilter(new BoundedRequest(request, maxBytes, clock), response);
    }
  }

  /// A form or a picture of another site can send no JSON.
  private boolean isBodyFit(HttpServletRequest request, Refusal refusal) throws IOException {
    String type = request.getContentType();
    long length = request.getContentLengthLong();
    boolean none = type == null && length <= 0 && request.getHeader("Transfer-Encoding") == null;
    if (!none && !isJson(type)) {
      refusal.say(415, "a body is sent as Content-Type: application/json");
    } else if (length > maxBytes) {
      refusal.say(413, String.valueOf(BadBody.tooLarge(maxBytes).getMessage()));
    } else {
      return true;
    }
    return false;
  }

  private static boolean isJson(@Nullable String type) {
    String plain = type == null ? "" : type.replaceFirst(";.*", "").strip();
    return plain.toLowerCase(Locale.ROOT).equals("application/json");
  }

  private boolean isLetIn(
      Rule rule, HttpServletRequest request, @Nullable String bearer, Refusal refusal)
      throws IOException {
    Level needed = rule.level();
    if (needed == null) {
      return true;
    }
    Caller caller = caller(request, bearer, refusal);
    if (caller == null) {
      return false;
    }
    if (!caller.level().covers(needed)) {
      refusal.say(
          403, "this needs the role " + needed.word() + "; you are " + caller.level().word());
      return false;
    }
    caller.attachTo(request);
    return true;
  }

  /// Null when it was refused.
  private @Nullable Caller caller(
      HttpServletRequest request, @Nullable String bearer, Refusal refusal) throws IOException {
    if (!keys.required()) {
      return Caller.ANYBODY;
    }
    if (bearer == null) {
      return ofSession(request, refusal);
    }
    Duration delay = attempts.delay(request.getRemoteAddr());
    if (delay.isPositive()) {
      refusal.tooMany(delay);
      return null;
    }
    try {
      Caller caller = keys.caller(bearer);
      if (caller == null) {
        attempts.failed(request.getRemoteAddr());
        return refusal.nobody("this token is not known, or has expired");
      }
      return caller;
    } catch (ProviderAway e) {
      refusal.with("Retry-After", "5");
      refusal.say(503, "who you are cannot be found out now: the OpenID Connect provider is away");
      return null;
    }
  }

  /// A cookie alone never changes anything.
  private @Nullable Caller ofSession(HttpServletRequest request, Refusal refusal)
      throws IOException {
    Caller caller;
    try {
      caller = sessions.caller(request);
    } catch (StoreUnavailable e) {
      refusal.with("Retry-After", "5");
      refusal.say(503, "your session cannot be checked yet: the database is away");
      return null;
    }
    if (caller == null) {
      return refusal.nobody("a token is needed: Authorization: Bearer …");
    }
    if (!Neighbours.saysFromWhere(request)) {
      refusal.say(403, "a session is for browsers, which send Origin; send the token instead");
      return null;
    }
    return caller;
  }

  private static @Nullable String bearer(HttpServletRequest request) {
    String header = request.getHeader("Authorization");
    return header != null && header.toLowerCase(Locale.ROOT).startsWith(BEARER)
        ? header.substring(BEARER.length()).strip()
        : null;
  }
}
