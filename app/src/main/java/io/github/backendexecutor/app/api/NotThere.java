package io.github.backendexecutor.app.api;

/// A request that is right in form and cannot be met: nothing of that name, or not in this state.
final class NotThere extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  private NotThere(int status, String message) {
    super(message, null, false, false);
    this.status = status;
  }

  static NotThere unknown(String what) {
    return new NotThere(404, "there is no " + what);
  }

  static NotThere conflict(String why) {
    return new NotThere(409, why);
  }

  static NotThere unfit(String why) {
    return new NotThere(422, why);
  }

  static NotThere tooLarge(String why) {
    return new NotThere(413, why);
  }

  static NotThere busy(String why) {
    return new NotThere(503, why);
  }

  int status() {
    return status;
  }
}
