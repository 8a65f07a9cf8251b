package io.github.backendexecutor.executor.job;

/// Makes text from outside fit to be stored: databases refuse NUL and halves of surrogate pairs.
public final class CleanText {
  private CleanText() {}

  /// `text` with every NUL and every lone surrogate replaced by U+FFFD, cut to `max` characters.
  public static String of(String text, int max) {
    String cut = text.length() <= max ? text : text.substring(0, max - 1) + "…";
    return isClean(cut) ? cut : replace(cut);
  }

  /// Every text of every job comes through here: the search for NUL is one that the processor does
  /// many characters at a time, and what is left is one comparison for nearly all.
  private static boolean isClean(String text) {
    if (text.indexOf(0) >= 0) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
        return false;
      }
    }
    return true;
  }

  private static String replace(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> c == 0 || Character.getType(c) == Character.SURROGATE ? 0xFFFD : c)
        .forEach(clean::appendCodePoint);
    return clean.toString();
  }
}
