package io.github.backendexecutor.app.cli;

import io.github.backendexecutor.app.config.ConfigProblems;
import io.github.backendexecutor.app.wiring.CannotStart;
import io.github.backendexecutor.app.wiring.Training;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `executor train`: what the script runs once, to teach the JVM's cache how the service starts.
@Command(
    name = "train",
    hidden = true,
    description =
        "Starts the service once, does a few jobs and ends; the script keeps what Java learns.")
final class TrainCommand implements Callable<Integer> {
  @Override
  public Integer call() throws ConfigProblems, CannotStart, IOException, InterruptedException {
    return Training.run() ? Exit.OK : Exit.FAILED;
  }
}
