package io.github.backendexecutor.app.cli;

import io.github.backendexecutor.app.config.ConfigProblems;
import io.github.backendexecutor.app.wiring.CannotStart;
import io.github.backendexecutor.executor.spi.StoreUnavailable;
import io.github.backendexecutor.executor.spi.StreamUnavailable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/// Says what went wrong in a line, not a stack trace, where the reason is known.
final class ErrorLines implements IExecutionExceptionHandler {
  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed)
      throws Exception {
    switch (e) {
      case ConfigProblems problems -> problems.lines().forEach(command.getErr()::println);
      case StoreUnavailable _, StreamUnavailable _, CannotStart _, CommandFailed _ ->
          command.getErr().println(e.getMessage());
      default -> throw e;
    }
    return exitCode(e);
  }

  static int exitCode(Throwable e) {
    return switch (e) {
      case ConfigProblems _, CannotStart _ -> Exit.CONFIG;
      case StoreUnavailable _, StreamUnavailable _ -> Exit.UNAVAILABLE;
      case CommandFailed failed -> failed.exit();
      case CommandLine.ParameterException _ -> Exit.USAGE;
      default -> Exit.FAILED;
    };
  }
}
