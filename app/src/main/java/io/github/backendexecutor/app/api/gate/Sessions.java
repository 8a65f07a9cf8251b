package io.github.backendexecutor.app.api.gate;

import io.github.backendexecutor.app.api.gate.Caller.How;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.StoreUnavailable;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// The sessions of people at their browsers: what a token said, signed, in a cookie that no script
/// can read and no other site can send. Nothing is kept here: every instance with the same database
/// and tokens knows the same sessions, and a changed token ends them all.
public final class Sessions {
  private static final String NAME = "executor-session";
  private static final String SECURE_NAME = "__Host-" + NAME;
  private static final Duration LENGTH = Duration.ofHours(12);
  private static final int MAX_LENGTH = 2_000;
  private static final int PARTS = 4;

  private final SessionKey key;
  private final Clock clock;

  public Sessions(SessionKey key, Clock clock) {
    this.key = key;
    this.clock = clock;
  }

  /// A `Set-Cookie` that begins a session; it ends when the token does, after 12 hours at last.
  ///
  /// @throws StoreUnavailable when the key is not known yet and the database is away
  public String begin(Caller caller, HttpServletRequest request) {
    Instant now = clock.now();
    Instant end = now.plus(LENGTH);
    Instant expiry = caller.expiresAt();
    if (expiry != null && expiry.isBefore(end)) {
      end = expiry;
    }
    String said =
        String.join(
            ".",
            caller.level().name(),
            caller.how().name(),
            Long.toString(end.toEpochMilli()),
            encoded(caller.name().getBytes(StandardCharsets.UTF_8)));
    long seconds = Math.max(1, Duration.between(now, end).toSeconds());
    return cookie(said + "." + signature(said), seconds, request);
  }

  /// A `Set-Cookie` that ends the session.
  public String end(HttpServletRequest request) {
    return cookie("", 0, request);
  }

  private static String cookie(String value, long seconds, HttpServletRequest request) {
    boolean secure = isSecure(request);
    return (secure ? SECURE_NAME : NAME)
        + "="
        + value
        + "; Path=/; Max-Age="
        + seconds
        + "; HttpOnly; SameSite=Strict"
        + (secure ? "; Secure" : "");
  }

  /// A proxy may have taken the TLS off. Whoever only pretends that spoils a cookie of their own.
  private static boolean isSecure(HttpServletRequest request) {
    return request.isSecure() || "https".equalsIgnoreCase(request.getHeader("X-Forwarded-Proto"));
  }

  /// Whose session the request belongs to; null when it has none that still holds.
  ///
  /// @throws StoreUnavailable when the key is not known yet and the database is away
  @Nullable Caller caller(HttpServletRequest request) {
    Cookie[] cookies = request.getCookies();
    if (cookies == null) {
      return null;
    }
    String name = isSecure(request) ? SECURE_NAME : NAME;
    for (Cookie cookie : cookies) {
      Caller caller = cookie.getName().equals(name) ? read(cookie.getValue()) : null;
      if (caller != null) {
        return caller;
      }
    }
    return null;
  }

  private @Nullable Caller read(String value) {
    int dot = value.lastIndexOf('.');
    if (dot < 0 || value.length() > MAX_LENGTH) {
      return null;
    }
    String said = value.substring(0, dot);
    String[] parts = said.split("\\.", -1);
    if (parts.length != PARTS) {
      return null;
    }
    byte[] signature = value.substring(dot + 1).getBytes(StandardCharsets.UTF_8);
    if (!MessageDigest.isEqual(signature(said).getBytes(StandardCharsets.UTF_8), signature)) {
      return null;
    }
    // ours, as the signature says
    Instant end = Instant.ofEpochMilli(Long.parseLong(parts[2]));
    String name = new String(Base64.getUrlDecoder().decode(parts[3]), StandardCharsets.UTF_8);
    return clock.now().isBefore(end)
        ? new Caller(name, Level.valueOf(parts[0]), How.valueOf(parts[1]), end)
        : null;
  }

  private String signature(String said) {
    return encoded(Hashes.hmac(key.get(), said.getBytes(StandardCharsets.UTF_8)));
  }

  private static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
