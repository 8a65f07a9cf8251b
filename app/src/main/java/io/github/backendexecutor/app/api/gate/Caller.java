package io.github.backendexecutor.app.api.gate;

import io.github.backendexecutor.executor.job.Actor;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Who sends a request, and how much they may do.
///
/// @param name for the audit log
/// @param expiresAt when what they showed is no longer good; null: never
public record Caller(String name, Level level, How how, @Nullable Instant expiresAt) {
  /// Everybody, where callers need not show anything.
  static final Caller ANYBODY = new Caller("local", Level.ADMIN, How.NONE, null);

  private static final String ATTRIBUTE = Caller.class.getName();

  /// How it is known who they are.
  public enum How {
    /// It is not: they are on this machine.
    NONE,
    /// By a token of the configuration.
    TOKEN,
    /// By a token of the OpenID Connect provider.
    OIDC;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Actor actor() {
    return new Actor(name);
  }

  /// The caller of a request that came through the gate.
  public static Caller of(HttpServletRequest request) {
    return Objects.requireNonNull(
        (Caller) request.getAttribute(ATTRIBUTE), "this request did not come through the gate");
  }

  void attachTo(HttpServletRequest request) {
    request.setAttribute(ATTRIBUTE, this);
  }
}
