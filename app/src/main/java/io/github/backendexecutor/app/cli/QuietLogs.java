package io.github.backendexecutor.app.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/// Keeps libraries silent in commands whose output is the answer; errors come as exceptions.
final class QuietLogs {
  private QuietLogs() {}

  static void on() {
    if (LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME) instanceof Logger root) {
      root.setLevel(Level.OFF);
    }
  }
}
