package io.github.backendexecutor.app.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/// The program's entry: `./executor COMMAND`.
@Command(
    name = "executor",
    description = "Runs jobs from Redis Streams by role and keeps their results in a database.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      ServeCommand.class,
      DemoCommand.class,
      SubmitCommand.class,
      ShowCommand.class,
      JobsCommand.class,
      CancelCommand.class,
      RetryCommand.class,
      RolesCommand.class,
      SteerCommands.Pause.class,
      SteerCommands.Resume.class,
      SteerCommands.Limit.class,
      ListCommands.Instances.class,
      ListCommands.Workflows.class,
      ListCommands.Failures.class,
      ListCommands.Counts.class,
      ListCommands.Operations.class,
      ListCommands.Audit.class,
      EventsCommand.class,
      WatchCommand.class,
      DoctorCommand.class,
      BenchCommand.class,
      TrainCommand.class,
      HelpCommand.class
    },
    footer = {
      "",
      "submit, jobs, show, cancel and doctor work on Redis and the database themselves, or with",
      "--url=URL through a running service. So do always retry, roles, pause, resume, limit,",
      "instances, workflows, failures, counts, operations, audit, events and watch; their service",
      "is at http://127.0.0.1:8080 unless --url or EXECUTOR_URL says otherwise. EXECUTOR_TOKEN or",
      "EXECUTOR_TOKEN_FILE is shown to it.",
      "",
      "The others take the settings as options too, for example --max-agent=3,",
      "--redis-connection=redis:6379, --executor.limits.total=50 or --config=FOLDER;",
      "'executor serve --help' lists them all.",
      "",
      "Exit codes: 0 done, 1 the job, the demo or a check failed, 2 wrong use, 3 no such job,",
      "69 Redis, the database or Java is not there, 75 the wait was over first,",
      "78 wrong configuration."
    })
public final class Main implements Runnable {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  /// Made by picocli, which sets the field.
  @SuppressWarnings("NullAway.Init")
  Main() {}

  static void main(String[] args) {
    var out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    System.exit(run(out, err, args));
  }

  static int run(PrintWriter out, PrintWriter err, String... args) {
    CommandLine main = new CommandLine(new Main());
    main.setOut(out);
    main.setErr(err);
    main.setExpandAtFiles(false); // --payload @FILE is ours
    main.setExecutionExceptionHandler(new ErrorLines());
    main.setExitCodeExceptionMapper(ErrorLines::exitCode);
    // see SettingsCommand
    main.getSubcommands().values().forEach(command -> command.setUnmatchedArgumentsAllowed(true));
    return main.execute(args);
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(),
        "Which command? One of " + String.join(", ", spec.subcommands().keySet()));
  }
}
