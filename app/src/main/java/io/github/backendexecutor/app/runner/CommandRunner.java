package io.github.backendexecutor.app.runner;

import io.github.backendexecutor.executor.job.CleanText;
import io.github.backendexecutor.executor.job.Job;
import io.github.backendexecutor.executor.spi.JobContext;
import io.github.backendexecutor.executor.spi.RunFailed;
import io.github.backendexecutor.executor.spi.Runner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Runs each job of a role as a process of a configured executable: the job as JSON on stdin, the
/// result on stdout, log lines on stderr. Nothing that the process starts outlives its run.
///
/// What a job's producer wrote reaches the command on stdin and in `JOB_` variables, never in its
/// arguments; the payload only on stdin, since others on the machine may see the rest.
public final class CommandRunner implements Runner {
  /// Linux takes at most 128 KiB a variable, so a long task is cut here; stdin has it all.
  private static final int MAX_VARIABLE = 4_096;

  private final CommandSettings settings;
  private final Commands commands;

  /// @param commands shared by all command runners of this program
  public CommandRunner(CommandSettings settings, Commands commands) {
    this.settings = settings;
    this.commands = commands;
  }

  /// What would keep this command from being started now, in one line; null: nothing.
  public static @Nullable String check(CommandSettings settings) {
    Path folder = settings.workingDirectory();
    if (folder != null && !Files.isDirectory(folder)) {
      return "the working directory " + folder + " does not exist";
    }
    String executable = settings.command().getFirst();
    if (executable.indexOf('/') < 0) {
      return OwnGroup.onPath(executable).isPresent()
          ? null
          : "the command " + executable + " is not found in PATH";
    }
    Path file = folder == null ? Path.of(executable) : folder.resolve(executable);
    if (!Files.isRegularFile(file)) {
      return "the command " + file + " does not exist";
    }
    return Files.isExecutable(file) ? null : "the command " + file + " is not executable";
  }

  @Override
  public String run(Job job, JobContext context) throws RunFailed, InterruptedException {
    // a missing file may be a deploy in progress: worth another try
    String problem = check(settings);
    if (problem != null) {
      throw RunFailed.retryable("not started: " + problem);
    }
    byte[] input = JobJson.request(job, context).getBytes(StandardCharsets.UTF_8);
    try {
      CommandEnd end = commands.run(settings, variables(job, context), input, context::log);
      return new CommandAnswer(settings, end).result();
    } catch (IOException e) {
      throw RunFailed.retryable("not started: " + e.getMessage());
    }
  }

  private static Map<String, String> variables(Job job, JobContext context) {
    return Map.of(
        "JOB_ID", job.id().value(),
        "JOB_WORKFLOW_ID", CleanText.of(job.workflowId(), MAX_VARIABLE),
        "JOB_ROLE", job.role().name(),
        "JOB_TASK", CleanText.of(job.task(), MAX_VARIABLE),
        "JOB_ATTEMPT", Integer.toString(context.attempt()));
  }
}
