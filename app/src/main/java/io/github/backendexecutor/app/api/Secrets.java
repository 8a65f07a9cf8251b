package io.github.backendexecutor.app.api;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Takes the secrets of the configuration out of text by their value, wherever they come from.
///
/// A secret of fewer than eight characters, or of fewer than sixteen that are all lower-case
/// letters, is not looked for: it would hide ordinary words, and is no secret for long.
public final class Secrets {
  /// What stands in for a secret.
  public static final String HIDDEN = "***";

  private static final Pattern WORD = Pattern.compile("[a-z]{0,15}|.{0,7}", Pattern.DOTALL);

  private final List<String> values;

  public Secrets(Collection<String> secrets) {
    Set<String> all =
        new TreeSet<>(
            Comparator.comparingInt(String::length)
                .reversed()
                .thenComparing(Comparator.naturalOrder()));
    for (String secret : secrets) {
      if (!WORD.matcher(secret).matches()) {
        all.add(secret);
        all.add(escaped(secret));
      }
    }
    values = new ArrayList<>(all);
  }

  /// The same text without any of the secrets, nor with what they look like within JSON.
  public String mask(String text) {
    String masked = text;
    for (String value : values) {
      masked = masked.replace(value, HIDDEN);
    }
    return masked;
  }

  private static String escaped(String secret) {
    return secret.replace("\\", "\\\\").replace("\"", "\\\"");
  }
}
