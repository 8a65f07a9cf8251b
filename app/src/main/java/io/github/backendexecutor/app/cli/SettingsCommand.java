package io.github.backendexecutor.app.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/// A command that takes settings as options: whatever is none of its own options may be one, and
/// the configuration refuses what is neither.
abstract class SettingsCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Unmatched private final List<String> settings = new ArrayList<>();

  final CommandSpec spec() {
    return spec;
  }

  final List<String> settings() {
    return settings;
  }

  final PrintWriter out() {
    return spec.commandLine().getOut();
  }

  final PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
