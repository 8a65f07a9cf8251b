package io.github.backendexecutor.app.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;
import tools.jackson.databind.JsonNode;

/// A short command that works through a running service: the one of `--url`, else the one on this
/// machine.
abstract class ApiCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Mixin private final ApiAddress address = new ApiAddress();

  @Option(names = "--json", description = "Print JSON, for scripts.")
  private boolean json;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Print this help.")
  @SuppressWarnings("UnusedVariable") // picocli reads it
  private boolean help;

  @Unmatched private final List<String> unknown = new ArrayList<>();

  @Override
  public final Integer call() throws Exception {
    if (!unknown.isEmpty()) {
      throw new CommandFailed(
          Exit.USAGE, SafeText.line(unknown.getFirst()) + " is not known here; see --help");
    }
    QuietLogs.on();
    try (ApiClient api = address.client()) {
      warn(api, err());
      return run(api);
    }
  }

  static void warn(ApiClient api, PrintWriter err) {
    if (api.showsTokenToOthers()) {
      err.println("the token goes over plain http, where others can read it; use https");
    }
  }

  /// Does what the command is for, and returns its exit code.
  abstract int run(ApiClient api) throws Exception;

  final PrintWriter out() {
    return spec.commandLine().getOut();
  }

  final PrintWriter err() {
    return spec.commandLine().getErr();
  }

  /// Prints an answer as it is, or as this table.
  final int print(JsonNode answer, Table table) {
    if (json) {
      out().println(answer);
    } else {
      table.print(out());
    }
    return Exit.OK;
  }

  final boolean json() {
    return json;
  }
}
