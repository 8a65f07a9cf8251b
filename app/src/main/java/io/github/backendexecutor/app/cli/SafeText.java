package io.github.backendexecutor.app.cli;

/// Text from jobs made fit for a terminal: what producers and models wrote must not steer it.
final class SafeText {
  private SafeText() {}

  /// `text` with every control and direction-changing character shown as a dot; one line.
  static String line(String text) {
    return text.replaceAll(
        "[\\p{Cntrl}\\u0080-\\u009f\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]", "·");
  }

  /// The same over several lines.
  static String lines(String text) {
    return text.lines()
        .map(SafeText::line)
        .reduce((a, b) -> a + System.lineSeparator() + b)
        .orElse("");
  }

  /// `text` in one line of at most `max` characters.
  static String brief(String text, int max) {
    String line = line(text.length() <= 4 * max ? text : text.substring(0, 4 * max));
    return line.length() <= max ? line : line.substring(0, max - 1) + "…";
  }
}
