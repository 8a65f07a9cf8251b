package io.github.backendexecutor.app.wiring;

import io.github.backendexecutor.app.config.Checks;
import io.github.backendexecutor.app.config.ConfigLoader;
import io.github.backendexecutor.app.config.ConfigProblems;
import io.github.backendexecutor.app.config.LoadedConfig;
import io.github.backendexecutor.app.jdbc.DatabaseAddress;
import io.github.backendexecutor.app.redis.RedisAddress;
import io.github.backendexecutor.app.runner.CommandRunner;
import io.github.backendexecutor.app.runner.CommandSettings;
import java.nio.file.Path;
import java.util.List;

/// Reads the configuration of this process, with what the rooms know about their values.
final class ProcessConfig {
  private static final Checks CHECKS =
      new Checks(
          RedisAddress::parse,
          DatabaseAddress::parse,
          command -> CommandRunner.check(CommandSettings.of(command)));

  /// A short command runs no jobs, so it may be where their programs are not.
  private static final Checks DESK_CHECKS =
      new Checks(RedisAddress::parse, DatabaseAddress::parse, _ -> null);

  private ProcessConfig() {}

  /// @param arguments options of the command line that are settings, and `--config`
  static LoadedConfig load(List<String> arguments) throws ConfigProblems {
    return new ConfigLoader(System.getenv(), Path.of(""), CHECKS).load(arguments);
  }

  /// The same for a short command.
  static LoadedConfig loadForDesk(List<String> arguments) throws ConfigProblems {
    return new ConfigLoader(System.getenv(), Path.of(""), DESK_CHECKS).load(arguments);
  }
}
