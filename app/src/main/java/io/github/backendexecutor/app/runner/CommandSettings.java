package io.github.backendexecutor.app.runner;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How a role's command is run.
///
/// @param command the executable and its arguments; no shell reads them. A name without a slash is
///   looked up in our PATH
/// @param environment the names of the variables of our own environment that the command gets
/// @param stopGrace how long a command that must end has between the polite and the forced signal
/// @param maxOutputBytes a command that prints more than this on stdout is killed
/// @param workingDirectory where it runs; null: where we run
public record CommandSettings(
    List<String> command,
    Set<String> environment,
    Duration stopGrace,
    int maxOutputBytes,
    @Nullable Path workingDirectory) {

  public static final Set<String> DEFAULT_ENVIRONMENT =
      Set.of("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR");
  public static final Duration DEFAULT_STOP_GRACE = Duration.ofSeconds(2);
  public static final int DEFAULT_MAX_OUTPUT_BYTES = 1_048_576;

  public CommandSettings {
    command = List.copyOf(command);
    environment = Set.copyOf(environment);
    if (command.isEmpty() || command.getFirst().isBlank()) {
      throw new IllegalArgumentException("command: an executable is needed");
    }
    if (command.stream().anyMatch(word -> word.indexOf('\0') >= 0)) {
      throw new IllegalArgumentException("command: a NUL character is not allowed");
    }
    if (stopGrace.isNegative()) {
      throw new IllegalArgumentException("stop-grace: " + stopGrace + " is below zero");
    }
    if (maxOutputBytes < 1) {
      throw new IllegalArgumentException("max-output-bytes: " + maxOutputBytes + " is below 1");
    }
  }

  /// This command with all else as usual.
  public static CommandSettings of(List<String> command) {
    return new CommandSettings(
        command, DEFAULT_ENVIRONMENT, DEFAULT_STOP_GRACE, DEFAULT_MAX_OUTPUT_BYTES, null);
  }

  /// The executable without its folders, for messages.
  String name() {
    String executable = command.getFirst();
    return executable.substring(executable.lastIndexOf('/') + 1);
  }
}
