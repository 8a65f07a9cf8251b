package io.github.backendexecutor.app.doctor;

/// How bad a finding is.
public enum Level {
  OK("ok"),
  /// Works now and can hurt later.
  WARN("warn"),
  /// Loses jobs, stops them or breaks a promise.
  FAIL("FAIL"),
  /// Could not be looked at.
  UNKNOWN("unknown");

  private final String word;

  Level(String word) {
    this.word = word;
  }

  public String word() {
    return word;
  }
}
