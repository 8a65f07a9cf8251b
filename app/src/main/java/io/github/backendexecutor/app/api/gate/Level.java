package io.github.backendexecutor.app.api.gate;

import java.util.Locale;

/// How much a caller may do; each may do what those before it may.
public enum Level {
  /// Looks and changes nothing.
  VIEWER,
  /// Submits, cancels and runs again.
  OPERATOR,
  /// Pauses roles and changes limits.
  ADMIN;

  /// As it is written in tokens, answers and messages.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public boolean covers(Level needed) {
    return compareTo(needed) >= 0;
  }
}
