package io.github.backendexecutor.app.cli;

import io.github.backendexecutor.app.wiring.Desk;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobRecord;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.JsonText;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.spi.StoreUnavailable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `executor submit`: puts a job on its role's stream, and waits for its end when asked to.
@Command(
    name = "submit",
    description = "Puts a job on the stream of its role and prints its id.",
    footer = {
      "",
      "With --wait it prints the result instead, and exits with 0 when the job completed,",
      "1 when it failed, 75 when the wait was over first."
    })
@SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // picocli sets the fields
final class SubmitCommand extends DeskCommand {
  private static final Duration LOOK = Duration.ofMillis(100);

  @Option(
      names = "--role",
      required = true,
      description = "manager, inspector, agent or a configured one")
  private String role;

  @Option(names = "--task", defaultValue = "", description = "what to do, in words")
  private String task;

  @Option(
      names = "--payload",
      defaultValue = "{}",
      description = "the input: JSON, @FILE, or - for stdin; {} when it is left out")
  private String payload;

  @Option(names = "--workflow", description = "groups jobs that belong together")
  private @Nullable String workflow;

  @Option(names = "--job-id", description = "an id of your own; the same id runs once")
  private @Nullable String jobId;

  @Option(names = "--connection", description = "the SignalR connection to tell")
  private @Nullable String connection;

  @Option(
      names = "--field",
      description = "any other field of the message, such as delayMs=5000, runAt=…, maxAttempts=1")
  private Map<String, String> fields = new LinkedHashMap<>();

  @Option(names = "--wait", description = "wait for the end of the job")
  private boolean wait;

  @Option(
      names = "--wait-seconds",
      defaultValue = "3600",
      description = "how long to wait at most; ${DEFAULT-VALUE} when it is left out")
  private long waitSeconds;

  @Override
  int run(Desk desk) throws IOException, InterruptedException {
    Role to = java.util.Objects.requireNonNull(role(desk, role));
    JobId id = new JobId(checkedId());
    Map<String, String> message = message(id);
    JobId refused = JobId.of(desk.producer().add(to, message));
    if (!wait) {
      out().println(json() ? "{\"jobId\":\"" + jsonId(id) + "\"}" : id.value());
      return Exit.OK;
    }
    return answer(desk, await(desk, id, job -> isOf(job, to, message), refused));
  }

  private String checkedId() {
    String id = jobId == null ? UUID.randomUUID().toString() : jobId;
    if (!JobId.isValid(id)) {
      throw new CommandFailed(
          Exit.USAGE, "--job-id: 1 to 256 characters without control characters are allowed");
    }
    return id;
  }

  private static String jsonId(JobId id) {
    return id.value().replace("\\", "\\\\").replace("\"", "\\\"");
  }

  private Map<String, String> message(JobId id) throws IOException {
    Map<String, String> message = new LinkedHashMap<>();
    message.put("jobId", id.value());
    message.put("workflowId", workflow == null ? "" : workflow);
    message.put("connectionId", connection == null ? "" : connection);
    message.put("task", task);
    message.put("payload", checkedPayload());
    fields.forEach((name, value) -> {
      if (message.putIfAbsent(name, value) != null) {
        throw new CommandFailed(Exit.USAGE, "--field: " + name + " has an option of its own");
      }
    });
    return message;
  }

  private String checkedPayload() throws IOException {
    String text = payload;
    if (payload.equals("-")) {
      text = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
    } else if (payload.startsWith("@")) {
      Path file = Path.of(payload.substring(1));
      if (!Files.isReadable(file)) {
        throw new CommandFailed(Exit.USAGE, "--payload: cannot read " + file);
      }
      text = Files.readString(file);
    }
    try {
      return JsonText.parse(text).text();
    } catch (JsonText.NotJson e) {
      throw new CommandFailed(Exit.USAGE, "--payload: not JSON: " + e.getMessage());
    }
  }

  /// Whether this job is the one that was submitted: the id may belong to another one.
  private static boolean isOf(JobRecord job, Role role, Map<String, String> message) {
    return job.role().equals(role)
        && job.task().equals(message.get("task"))
        && job.payload().text().equals(message.get("payload"));
  }

  /// @param refused the id under which the message is saved when it cannot be run
  private Optional<JobRecord> await(Desk desk, JobId id, Predicate<JobRecord> ours, JobId refused)
      throws InterruptedException {
    long deadline = desk.clock().nanos() + Duration.ofSeconds(waitSeconds).toNanos();
    while (desk.clock().nanos() - deadline < 0) {
      Optional<JobRecord> job = ended(desk, refused).or(() -> ended(desk, id).filter(ours));
      if (job.isPresent()) {
        return job;
      }
      desk.clock().sleep(LOOK);
    }
    err().println("job " + id + " has not ended within " + waitSeconds + " s; it goes on");
    return Optional.empty();
  }

  /// The job once it has ended; a database that is not there, or not yet, is waited for.
  private static Optional<JobRecord> ended(Desk desk, JobId id) {
    try {
      return desk.history().job(id).filter(job -> job.state().terminal());
    } catch (StoreUnavailable _) {
      return Optional.empty();
    }
  }

  private int answer(Desk desk, Optional<JobRecord> ended) {
    if (ended.isEmpty()) {
      return Exit.TIMEOUT;
    }
    JobRecord job = ended.get();
    boolean completed = job.state() == JobState.COMPLETED;
    if (json()) {
      out()
          .println(
              JobView.json(
                  job,
                  desk.history().attempts(job.id()),
                  desk.notifications().of(job.id()),
                  desk.isCancelRequested(job.id())));
    } else if (completed) {
      out().println(SafeText.lines(String.valueOf(job.output())));
    } else {
      err().println(job.state().word() + ": " + SafeText.lines(String.valueOf(job.error())));
    }
    return completed ? Exit.OK : Exit.FAILED;
  }
}
