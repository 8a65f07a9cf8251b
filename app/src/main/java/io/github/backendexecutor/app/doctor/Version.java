package io.github.backendexecutor.app.doctor;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The number of a server's version. What cannot be read is 0.0.0.
record Version(int major, int minor, int patch) implements Comparable<Version> {
  private static final Pattern FORM =
      Pattern.compile("(\\d{1,4})\\.(\\d{1,4})(?:\\.(\\d{1,4}))?.*");
  private static final Comparator<Version> ORDER =
      Comparator.comparingInt(Version::major)
          .thenComparingInt(Version::minor)
          .thenComparingInt(Version::patch);

  static Version parse(String text) {
    Matcher numbers = FORM.matcher(text);
    if (!numbers.matches()) {
      return new Version(0, 0, 0);
    }
    String patch = numbers.group(3);
    return new Version(
        Integer.parseInt(numbers.group(1)),
        Integer.parseInt(numbers.group(2)),
        patch == null ? 0 : Integer.parseInt(patch));
  }

  boolean known() {
    return major > 0;
  }

  boolean before(String other) {
    return compareTo(parse(other)) < 0;
  }

  @Override
  public int compareTo(Version other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return major + "." + minor + "." + patch;
  }
}
