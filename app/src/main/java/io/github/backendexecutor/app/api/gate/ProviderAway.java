package io.github.backendexecutor.app.api.gate;

/// The OpenID Connect provider could not be asked for its keys.
public final class ProviderAway extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ProviderAway(String message, Throwable cause) {
    super(message, cause);
  }
}
