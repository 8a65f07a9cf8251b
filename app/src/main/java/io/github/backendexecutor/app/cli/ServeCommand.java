package io.github.backendexecutor.app.cli;

import io.github.backendexecutor.app.config.ConfigProblems;
import io.github.backendexecutor.app.config.SettingsText;
import io.github.backendexecutor.app.wiring.CannotStart;
import io.github.backendexecutor.app.wiring.ServiceWiring;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/// `executor serve`: the service. It runs until it is told to stop.
@Command(
    name = "serve",
    description = "Runs the service until it is stopped.",
    footer = {"", "Settings:"})
final class ServeCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Unmatched private final List<String> settings = new ArrayList<>();

  @Option(
      names = {"-h", "--help"},
      description = "Print this help, with all settings.")
  private boolean help;

  @Override
  public Integer call() throws ConfigProblems, CannotStart, InterruptedException {
    if (help) {
      spec.commandLine().usage(spec.commandLine().getOut());
      spec.commandLine().getOut().println(SettingsText.help());
      return Exit.OK;
    }
    ServiceWiring.start(settings);
    // the process ends by a signal, which runs Spring's shutdown
    Thread.currentThread().join();
    return Exit.OK;
  }
}
