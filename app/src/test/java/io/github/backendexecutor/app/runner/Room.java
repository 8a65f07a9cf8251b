package io.github.backendexecutor.app.runner;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.backendexecutor.executor.flow.SystemClock;
import io.github.backendexecutor.executor.job.Job;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobTerms;
import io.github.backendexecutor.executor.job.JsonText;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.spi.RunFailed;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/// Where a test runs real commands.
final class Room implements AutoCloseable {
  static final Duration LONG = Duration.ofSeconds(60);

  final SystemClock clock = new SystemClock();
  final Commands commands = new Commands(clock, Duration.ZERO);
  final TestContext context = new TestContext();

  static Job job(String payload) {
    return new Job(
        new JobId("job-1"),
        "flow-1",
        "connection-1",
        new Role("agent"),
        "draw a \"cat\"",
        new JsonText(payload),
        new JobTerms(null, null, null, 7, "00-trace"),
        Map.of("color", "red"));
  }

  static CommandSettings settings(String... command) {
    return CommandSettings.of(List.of(command));
  }

  static CommandSettings shell(String script) {
    return settings("sh", "-c", script);
  }

  CommandRunner runner(CommandSettings settings) {
    return new CommandRunner(settings, commands);
  }

  String run(CommandSettings settings) throws Exception {
    return runner(settings).run(job("{\"n\":1}"), context);
  }

  RunFailed failure(CommandSettings settings) {
    return catchThrowableOfType(RunFailed.class, () -> run(settings));
  }

  /// An argument for `sleep` by which its processes can be found.
  static String longTime() {
    return "1000." + ThreadLocalRandom.current().nextLong(100_000_000_000L, 1_000_000_000_000L);
  }

  /// How many living processes are exactly `sleep <time>`.
  static long sleeping(String time) {
    return living("sleep " + time);
  }

  /// How many living processes have this command line, in whatever folder the executable is.
  static long living(String commandLine) {
    return ProcessHandle.allProcesses()
        .map(process -> process.info().commandLine().orElse(""))
        .filter(line -> line.matches("\\S*" + Pattern.quote(commandLine)))
        .count();
  }

  @Override
  public void close() {
    commands.close();
    clock.close();
  }
}
