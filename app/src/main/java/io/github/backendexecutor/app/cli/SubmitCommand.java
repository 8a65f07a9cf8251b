package io.github.backendexecutor.app.cli;

import io.github.backendexecutor.app.wiring.Desk;
import io.github.backendexecutor.app.wiring.ServiceWiring;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobRecord;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.StoreUnavailable;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

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
  private static final Duration LOOK_FROM_AFAR = Duration.ofMillis(500);
  private static final Set<String> NUMBERS =
      Set.of("delayMs", "timeoutMs", "maxAttempts", "priority");
  private static final Set<String> TEXTS = Set.of("runAt", "traceparent", "userId", "group");

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

  @Option(
      names = "--key",
      description = "submitting the same under the same key once more submits nothing; --url")
  private @Nullable String key;

  @Option(names = "--wait", description = "wait for the end of the job")
  private boolean wait;

  @Option(
      names = "--wait-seconds",
      defaultValue = "3600",
      description = "how long to wait at most; ${DEFAULT-VALUE} when it is left out")
  private long waitSeconds;

  @Override
  int run(Desk desk) throws IOException, InterruptedException {
    if (key != null) {
      throw new CommandFailed(Exit.USAGE, "--key goes with --url; here --job-id does the same");
    }
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

  @Override
  int run(ApiClient api) throws IOException, InterruptedException {
    ObjectNode job = ApiClient.JSON.createObjectNode().put("role", role).put("task", task);
    putUnlessNull(job, "jobId", jobId);
    putUnlessNull(job, "workflowId", workflow);
    putUnlessNull(job, "connectionId", connection);
    job.set("payload", ApiClient.JSON.readTree(Payloads.read(payload)));
    fields.forEach((name, value) -> putField(job, name, value));
    JsonNode accepted = api.post("/jobs", job, key == null ? UUID.randomUUID().toString() : key);
    String id = accepted.path("jobId").asString("");
    if (!wait) {
      out().println(json() ? accepted : SafeText.line(id));
      return Exit.OK;
    }
    return answer(api, id);
  }

  private static void putUnlessNull(ObjectNode job, String name, @Nullable String value) {
    if (value != null) {
      job.put(name, value);
    }
  }

  /// Some fields of the message are numbers there.
  private static void putField(ObjectNode job, String name, String value) {
    if (NUMBERS.contains(name) && value.matches("-?[0-9]{1,18}")) {
      job.put(name, Long.parseLong(value));
    } else if (TEXTS.contains(name)) {
      job.put(name, value);
    } else {
      job.withObjectProperty("fields").put(name, value);
    }
  }

  private int answer(ApiClient api, String id) throws InterruptedException {
    Clock clock = ServiceWiring.systemClock();
    long deadline = clock.nanos() + Duration.ofSeconds(waitSeconds).toNanos();
    while (clock.nanos() - deadline < 0) {
      JsonNode job = look(api, id);
      if (job.path("finishedAt").isString()) {
        boolean completed = job.path("state").asString("").equals("completed");
        if (json()) {
          out().println(job);
        } else if (completed) {
          out().println(SafeText.lines(job.path("output").toString()));
        } else {
          String error = job.path("error").asString("");
          err().println(job.path("state").asString("") + ": " + SafeText.lines(error));
        }
        return completed ? Exit.OK : Exit.FAILED;
      }
      clock.sleep(LOOK_FROM_AFAR);
    }
    err().println("job " + SafeText.line(id) + " has not ended within " + waitSeconds + " s");
    return Exit.TIMEOUT;
  }

  /// A service whose servers are away for a moment is asked again.
  private static JsonNode look(ApiClient api, String id) throws InterruptedException {
    try {
      return api.get("/jobs/" + ApiClient.encoded(id));
    } catch (CommandFailed e) {
      if (e.exit() == Exit.UNAVAILABLE) {
        return ApiClient.JSON.createObjectNode();
      }
      throw e;
    }
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
    message.put("payload", Payloads.read(payload));
    fields.forEach((name, value) -> {
      if (message.putIfAbsent(name, value) != null) {
        throw new CommandFailed(Exit.USAGE, "--field: " + name + " has an option of its own");
      }
    });
    return message;
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
