package io.github.backendexecutor.app.runner;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Gives each command a process group of its own, where the system has `setsid`: a command that
/// signals its group must not reach this service, and Ctrl-C in a terminal must not reach the
/// commands.
final class OwnGroup {
  private static final Optional<Path> SETSID = onPath("setsid");

  private OwnGroup() {}

  /// The command to start instead. The executable is looked up here, since the command's own PATH
  /// may be another.
  static List<String> of(List<String> command) {
    if (SETSID.isEmpty()) {
      return command;
    }
    String executable = command.getFirst();
    List<String> own = new ArrayList<>(command);
    if (executable.indexOf('/') < 0) {
      own.set(0, onPath(executable).map(Path::toString).orElse(executable));
    }
    own.addFirst(SETSID.get().toString());
    return own;
  }

  /// The file that this name means in our PATH.
  static Optional<Path> onPath(String executable) {
    String path = Objects.requireNonNullElse(System.getenv("PATH"), "/usr/bin:/bin");
    return Arrays.stream(path.split(File.pathSeparator))
        .map(folder -> Path.of(folder, executable))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst();
  }
}
