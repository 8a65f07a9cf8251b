package io.github.backendexecutor.app.cli;

import io.github.backendexecutor.app.config.ConfigProblems;
import io.github.backendexecutor.app.config.SettingsText;
import io.github.backendexecutor.app.wiring.CannotStart;
import io.github.backendexecutor.app.wiring.ServiceWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `executor serve`: the service. It runs until it is told to stop.
@Command(
    name = "serve",
    description = "Runs the service until it is stopped.",
    footer = {"", "Settings:"})
final class ServeCommand extends SettingsCommand {
  private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

  @Option(
      names = {"-h", "--help"},
      description = "Print this help, with all settings.")
  private boolean help;

  @Override
  public Integer call() throws ConfigProblems, CannotStart, InterruptedException {
    if (help) {
      spec().commandLine().usage(out());
      out().println(SettingsText.help());
      return Exit.OK;
    }
    Signals.listen(ServiceWiring.systemClock(), LOG::info);
    ServiceWiring.start(settings());
    // the process ends by a signal, which runs Spring's shutdown
    Thread.currentThread().join();
    return Exit.OK;
  }
}
