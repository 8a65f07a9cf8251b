package io.github.backendexecutor.app.api.gate;

import java.io.IOException;
import java.time.Duration;

/// The body of a request is not read to its end.
public final class BadBody extends IOException {
  private static final long serialVersionUID = 1L;

  private final int status;

  private BadBody(int status, String message) {
    super(message);
    this.status = status;
  }

  static BadBody tooLarge(int max) {
    return new BadBody(413, "a request has at most " + max + " bytes (executor.max-entry-bytes)");
  }

  static BadBody tooSlow(Duration longest) {
    return new BadBody(408, "a request has to arrive within " + longest.toSeconds() + " s");
  }

  public int status() {
    return status;
  }
}
