package io.github.backendexecutor.bench;

import io.github.backendexecutor.app.bench.Spent;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What one run of a play has found, told to the process that started it, a line each.
final class Notes {
  private static final String FIGURE = "@figure";
  private static final String BROKEN = "@broken";

  /// One figure of one run.
  ///
  /// @param baseline of the same thing in the same run; null: there is none
  record Figure(String name, double value, @Nullable Double baseline) {}

  void figure(String name, double value) {
    tell(FIGURE, name, number(value));
  }

  void figure(String name, double value, double baseline) {
    tell(FIGURE, name, number(value), number(baseline));
  }

  /// The processor time that each job took, of this process and of Redis.
  ///
  /// @param what ends the names; empty: there is nothing to tell apart
  void busy(Spent spent, int jobs, String what) {
    figure("busy for each, this process, µs" + what, spent.processMicros(jobs));
    figure("busy for each, Redis, µs" + what, spent.redisMicros(jobs));
  }

  /// Rules that were broken, each in words.
  void broken(List<String> rules) {
    rules.forEach(rule -> tell(BROKEN, rule.replaceAll("\\s+", " ")));
  }

  private static void tell(String... parts) {
    System.out.println(String.join("\t", parts));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.6g", value);
  }

  /// The figure of a line; null when it is none.
  static @Nullable Figure figure(String line) {
    String[] parts = line.split("\t", -1);
    if (!parts[0].equals(FIGURE)) {
      return null;
    }
    Double baseline = parts.length > 3 ? Double.valueOf(parts[3]) : null;
    return new Figure(parts[1], Double.parseDouble(parts[2]), baseline);
  }

  /// The broken rule of a line; null when it is none.
  static @Nullable String broken(String line) {
    return line.startsWith(BROKEN + "\t") ? line.substring(BROKEN.length() + 1) : null;
  }
}
