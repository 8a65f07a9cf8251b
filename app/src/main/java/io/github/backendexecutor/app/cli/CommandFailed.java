package io.github.backendexecutor.app.cli;

/// A command cannot do what it was asked; the message is for its user.
final class CommandFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int exit;

  CommandFailed(int exit, String message) {
    super(message);
    this.exit = exit;
  }

  int exit() {
    return exit;
  }
}
