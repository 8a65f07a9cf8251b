package io.github.backendexecutor.app.wiring;

/// The service cannot start as it is configured; the message says why, in one line.
public final class CannotStart extends Exception {
  private static final long serialVersionUID = 1L;

  CannotStart(String message, Throwable cause) {
    super(message, cause);
  }
}
