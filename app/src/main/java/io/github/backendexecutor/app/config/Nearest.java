package io.github.backendexecutor.app.config;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// Guesses what a misspelt name should have been.
final class Nearest {
  private Nearest() {}

  /// The candidate that differs least, unless all differ too much.
  static Optional<String> to(String name, Stream<String> candidates) {
    int most = Math.max(2, name.length() / 5);
    record Guess(String name, int distance) {}
    return candidates
        .map(candidate -> new Guess(candidate, distance(lower(name), lower(candidate))))
        .filter(guess -> guess.distance() <= most)
        .min(Comparator.comparingInt(Guess::distance))
        .map(Guess::name);
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /// How many characters have to be added, removed or replaced (Levenshtein).
  private static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }
}
