package io.github.backendexecutor.app.cli;

import io.github.backendexecutor.app.bench.Bench;
import io.github.backendexecutor.app.wiring.BenchStage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `executor bench`: what this machine will do.
@Command(
    name = "bench",
    description = {
      "Measures for less than a minute what this machine does with jobs, next to a bare client of",
      "the same Redis. Uses a Redis and a SQLite file of its own, unless you name yours: there it",
      "works in streams and in a schema of its own and removes both."
    },
    footer = {
      "",
      "DATABASE_URL names a PostgreSQL to measure. Exits with 1 when a rule was broken on the way."
    })
final class BenchCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Option(names = "--redis", paramLabel = "ADDRESS", description = "A Redis of yours to measure.")
  private @Nullable String redis;

  @Option(
      names = "--folder",
      paramLabel = "FOLDER",
      defaultValue = "data",
      description = "On the disk to measure; what is made there is removed. Default: data.")
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private Path folder;

  @Option(names = "--jobs", defaultValue = "60000", description = "For throughput. Default: 60000.")
  private int jobs;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Print this help.")
  @SuppressWarnings("UnusedVariable") // picocli reads it
  private boolean help;

  @Override
  public Integer call() throws IOException, InterruptedException {
    QuietLogs.on();
    PrintWriter out = spec.commandLine().getOut();
    String database = Objects.requireNonNullElse(System.getenv("DATABASE_URL"), "");
    try (BenchStage stage = BenchStage.open(folder, redis, database)) {
      Bench.Size size =
          new Bench.Size(jobs, Bench.Size.USUAL.latency(), Bench.Size.USUAL.waiting());
      return new Bench(stage, out::println).run(size) ? Exit.OK : Exit.FAILED;
    }
  }
}
