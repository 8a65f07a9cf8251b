package io.github.backendexecutor.app.cli;

/// What an exit code means. Numbers from 64 on are those of sysexits.h.
final class Exit {
  static final int OK = 0;
  static final int FAILED = 1;
  static final int USAGE = 2;
  static final int NOT_FOUND = 3;
  static final int UNAVAILABLE = 69;
  static final int TIMEOUT = 75;
  static final int CONFIG = 78;

  private Exit() {}
}
