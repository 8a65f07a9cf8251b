package io.github.backendexecutor.executor.job;

import java.util.regex.Pattern;

/// What errors of the same kind have in common: the first line with all that differs from job to
/// job taken out of it. Never shown as the error itself; it only groups.
public final class ErrorKey {
  public static final int MAX_LENGTH = 120;

  /// Only so much of an error is looked at.
  private static final int MAX_LOOK = 2_000;

  private static final Pattern QUOTED =
      Pattern.compile("\"[^\"]*\"|`[^`]*`|(?<![\\p{L}\\d])'[^']*'");
  private static final Pattern PATH =
      Pattern.compile(
          "(?:[a-zA-Z][a-zA-Z0-9+.-]*://\\S+)|(?:(?:[A-Za-z]:)?[/\\\\][\\w.@:/\\\\-]*[\\w/\\\\-])");
  private static final Pattern HEX =
      Pattern.compile("\\b(?=[a-fA-F-]*\\d)[0-9a-fA-F][0-9a-fA-F-]{6,}\\b");
  private static final Pattern DIGITS = Pattern.compile("\\d+(?:[.,:]\\d+)*");
  private static final Pattern SPACE = Pattern.compile("\\s+");

  private ErrorKey() {}

  /// The key of an error, 1 to 120 characters: quoted text becomes `'…'`, addresses and paths `/…`,
  /// numbers and hexadecimal ids `#`, since any digit would be read as what happened.
  public static String of(String error) {
    String line = error.strip().lines().findFirst().orElse("");
    String key = line.length() <= MAX_LOOK ? line : line.substring(0, MAX_LOOK);
    key = QUOTED.matcher(key).replaceAll("'…'");
    key = PATH.matcher(key).replaceAll("/…");
    key = HEX.matcher(key).replaceAll("#");
    key = DIGITS.matcher(key).replaceAll("#");
    key = SPACE.matcher(key).replaceAll(" ").strip();
    return key.isEmpty() ? "(no message)" : CleanText.of(key, MAX_LENGTH);
  }
}
