package io.github.backendexecutor.app.config;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Who does the work of a role.
public sealed interface RunnerConfig {

  /// Answers with what it was given.
  record Echo() implements RunnerConfig {}

  /// Starts a program for each job.
  ///
  /// @param environment names of the variables the program may see
  /// @param workingDirectory where it starts; null: where this process runs
  record Command(List<String> command, List<String> environment, @Nullable Path workingDirectory)
      implements RunnerConfig {}

  /// Calls a class from the plugin path.
  record Plugin(String className) implements RunnerConfig {}
}
