package io.github.backendexecutor.app.config;

import java.util.List;

/// The configuration cannot be used: everything that is wrong with it, one line each. No line shows
/// a secret.
public final class ConfigProblems extends Exception {
  private final List<String> lines;

  ConfigProblems(List<String> lines) {
    super(String.join(System.lineSeparator(), lines), null, false, false);
    this.lines = List.copyOf(lines);
  }

  public List<String> lines() {
    return lines;
  }
}
