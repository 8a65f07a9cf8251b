package io.github.backendexecutor.app.cli;

import io.github.backendexecutor.app.config.ConfigProblems;
import io.github.backendexecutor.app.demo.CompareCounts;
import io.github.backendexecutor.app.demo.CountScript;
import io.github.backendexecutor.app.demo.DemoRuns;
import io.github.backendexecutor.app.demo.DemoWorkflow;
import io.github.backendexecutor.app.demo.ListFiles;
import io.github.backendexecutor.app.wiring.CannotStart;
import io.github.backendexecutor.app.wiring.LocalPort;
import io.github.backendexecutor.app.wiring.ServiceHandle;
import io.github.backendexecutor.app.wiring.ServiceWiring;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `executor demo`: the service with a Redis of its own and SQLite, and real work of all three
/// roles.
@Command(
    name = "demo",
    description = {
      "Starts a Redis and a SQLite file under data/, the service on top, and sends it work:",
      "a manager job lists the text files of a folder, one agent job a file counts lines and",
      "words, an inspector job adds up and compares."
    })
final class DemoCommand extends SettingsCommand {
  private static final int PORT = 8080;

  @Parameters(
      arity = "0..1",
      paramLabel = "FOLDER",
      description = "whose text files to count; this program's own docs when it is left out")
  private @Nullable Path folder;

  @Option(names = "--exit", description = "End when the work is done: 0 when all is right.")
  private boolean exit;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Print this help.")
  @SuppressWarnings("UnusedVariable") // picocli reads it
  private boolean help;

  @Override
  public Integer call() throws ConfigProblems, CannotStart, IOException, InterruptedException {
    Path counted = existing(folder == null ? docs() : folder);
    PrintWriter out = out();
    Signals.listen(ServiceWiring.systemClock(), out::println);
    try (ServiceHandle service = ServiceWiring.start(demoSettings())) {
      service.awaitReady();
      out.println("the service runs with a Redis and a SQLite file of its own, under data/");
      String dashboard = "http://127.0.0.1:" + service.port() + "/";
      if (!exit) {
        out.println("watch it in the dashboard: " + dashboard);
      }
      DemoRuns runs =
          new DemoRuns(
              id -> workflow(service, out, id), counted, service.history(), service.clock());
      boolean right = workflow(service, out, runs.nextId()).run(counted);
      if (!exit) {
        service.offerDemo(runs::start);
        out.println();
        out.println("  the service goes on, with its dashboard at " + dashboard);
        out.println(
            "  try in another terminal: ./executor submit --role agent --task README.md --wait"
                + " --redis-connection="
                + service.redis());
        out.println("  stop it with Ctrl-C");
        Thread.currentThread().join();
      }
      return right ? Exit.OK : Exit.FAILED;
    }
  }

  private static DemoWorkflow workflow(ServiceHandle service, PrintWriter out, String id) {
    return new DemoWorkflow(
        service.producer(), service.history(), service.clock(), out::println, id);
  }

  /// The demo's own settings, under whatever the user set: later ones win.
  private List<String> demoSettings() throws IOException {
    List<String> all = new ArrayList<>();
    all.add("--executor.redis=embedded");
    all.add("--executor.log.level=warn"); // the progress is told in the demo's own words
    all.add("--executor.roles.manager.plugin=" + ListFiles.class.getName());
    all.add("--executor.roles.manager.runner=plugin");
    all.add("--executor.roles.inspector.plugin=" + CompareCounts.class.getName());
    all.add("--executor.roles.inspector.runner=plugin");
    all.add("--executor.roles.agent.command=[\"/bin/sh\",\"" + CountScript.install() + "\"]");
    all.add("--executor.roles.agent.runner=command");
    if (!LocalPort.isFree(PORT)) {
      all.add("--server.port=0");
    }
    all.addAll(settings());
    return all;
  }

  private static Path docs() {
    return Path.of(System.getProperty("executor.home", "."), "docs");
  }

  private static Path existing(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new CommandFailed(Exit.USAGE, "demo: " + folder + " is not a folder");
    }
    return folder.toAbsolutePath().normalize();
  }
}
