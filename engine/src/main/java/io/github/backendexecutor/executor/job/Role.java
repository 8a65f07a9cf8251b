package io.github.backendexecutor.executor.job;

import java.util.regex.Pattern;

/// Which kind of work a job is (`manager`, `inspector`, `agent`, or a configured one). It decides
/// the stream the job comes from, the runner it goes to and the limit it counts against.
public record Role(String name) implements Comparable<Role> {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}");

  public Role {
    if (!isName(name)) {
      throw new IllegalArgumentException(
          "role '" + name + "': lower-case letters, digits, - and _, at most 64, are allowed");
    }
  }

  /// Whether `name` can name a role: `[a-z0-9][a-z0-9_-]{0,63}`.
  public static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  @Override
  public int compareTo(Role other) {
    return name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return name;
  }
}
