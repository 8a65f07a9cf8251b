package io.github.backendexecutor.app.doctor;

/// What one check saw.
///
/// @param check what was looked at, in a word or two
/// @param found what is so, in one line
/// @param advice what to do about it, in one line; empty when there is nothing to do
public record Finding(Level level, String check, String found, String advice) {
  static Finding ok(String check, String found) {
    return new Finding(Level.OK, check, found, "");
  }

  static Finding warn(String check, String found, String advice) {
    return new Finding(Level.WARN, check, found, advice);
  }

  static Finding fail(String check, String found, String advice) {
    return new Finding(Level.FAIL, check, found, advice);
  }

  static Finding unknown(String check, String found, String advice) {
    return new Finding(Level.UNKNOWN, check, found, advice);
  }
}
