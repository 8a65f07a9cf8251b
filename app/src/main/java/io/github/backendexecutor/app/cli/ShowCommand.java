package io.github.backendexecutor.app.cli;

import io.github.backendexecutor.app.wiring.Desk;
import io.github.backendexecutor.executor.job.AttemptRecord;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobRecord;
import io.github.backendexecutor.executor.job.Notification;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `executor show`: everything that the database knows of one job.
@Command(name = "show", description = "Shows a job: its input, its attempts, its result.")
@SuppressWarnings("NullAway.Init") // picocli sets the field
final class ShowCommand extends DeskCommand {
  @Parameters(index = "0", paramLabel = "JOBID", description = "the id of the job")
  private String jobId;

  @Override
  int run(Desk desk) {
    Optional<JobRecord> found =
        JobId.isValid(jobId) ? desk.history().job(new JobId(jobId)) : Optional.empty();
    if (found.isEmpty()) {
      err().println("no job " + SafeText.brief(jobId, 300) + " in " + desk.database());
      return Exit.NOT_FOUND;
    }
    JobRecord job = found.get();
    List<AttemptRecord> attempts = desk.history().attempts(job.id());
    List<Notification> told = desk.notifications().of(job.id());
    boolean cancel = desk.isCancelRequested(job.id());
    if (json()) {
      out().println(JobView.json(job, attempts, told, cancel));
    } else {
      print(job, attempts, cancel);
      told.forEach(this::print);
    }
    return Exit.OK;
  }

  @Override
  int run(ApiClient api) throws InterruptedException {
    String path = "/jobs/" + ApiClient.encoded(jobId);
    JsonNode job = api.get(path);
    boolean waitsForReader = job.path("state").asString("").equals("queued");
    JsonNode none = ApiClient.JSON.createArrayNode();
    JsonNode runs = waitsForReader ? none : api.get(path + "/attempts").path("items");
    JsonNode told = waitsForReader ? none : api.get(path + "/notifications").path("items");
    if (json()) {
      ObjectNode all = (ObjectNode) job;
      out().println(all.set("attempts", runs).set("notifications", told));
      return Exit.OK;
    }
    JsonNode logs = waitsForReader ? none : api.get(path + "/logs").path("items");
    job.forEachEntry((name, value) -> {
      if (value.isObject() && name.equals("waiting")) {
        row(name, value.path("sentence").asString(""));
      } else if (!value.isNull() && !(value.isContainer() && value.isEmpty())) {
        row(name, value.isString() ? value.stringValue() : value);
      }
    });
    runs.forEach(run -> print(run, logs));
    told.forEach(one -> print(notification(one)));
    return Exit.OK;
  }

  private void print(JsonNode run, JsonNode logs) {
    JsonNode error = run.path("error");
    out().println();
    row(
        "attempt " + run.path("attempt"),
        run.path("outcome").asString("") + (error.isString() ? ": " + error.asString() : ""));
    row("  from", run.path("startedAt").asString(""));
    row("  to", run.path("endedAt").asString(""));
    row("  by", run.path("owner").asString(""));
    logs.forEach(log -> {
      if (log.path("attempt").equals(run.path("attempt"))) {
        log.path("text").asString("").lines().forEach(line -> row("  log", line));
      }
    });
  }

  private Notification notification(JsonNode told) {
    return new Notification(
        new JobId(jobId),
        told.path("eventId").asString(""),
        told.path("seq").asLong(0),
        told.path("event").asString(""),
        Instant.parse(told.path("at").asString("")),
        told.path("target").asString(""),
        Notification.Outcome.of(told.path("outcome").asString("")),
        told.path("count").asLong(0),
        told.path("detail").asString(""));
  }

  private void print(JobRecord job, List<AttemptRecord> attempts, boolean cancel) {
    row("job", job.id());
    row(
        "state",
        job.state().word() + (cancel && !job.state().terminal() ? ", being cancelled" : ""));
    row("role", job.role());
    row("task", job.task());
    row("workflow", job.workflowId());
    row("connection", job.connectionId());
    row("entry", job.entry());
    row("created", job.createdAt());
    row("starts at", job.nextRunAt());
    row("started", job.startedAt());
    row("finished", job.finishedAt());
    row("attempt", job.attempt() + counted(", failed ", job.failures()) + lost(job));
    row("owner", job.owner());
    job.fields().forEach((name, value) -> row("field " + name, value));
    row("payload", job.payload());
    row("output", job.output());
    row("error", job.error());
    attempts.forEach(this::print);
  }

  private static String lost(JobRecord job) {
    return counted(", lost with its executor ", job.lost());
  }

  private static String counted(String what, int times) {
    return times == 0 ? "" : what + times;
  }

  private void print(AttemptRecord attempt) {
    String error = attempt.error() == null ? "" : ": " + attempt.error();
    out().println();
    row("attempt " + attempt.attempt(), attempt.outcome() + error);
    row("  from", attempt.startedAt());
    row("  to", attempt.endedAt());
    row("  by", attempt.owner());
    attempt.log().lines().forEach(line -> row("  log", line));
  }

  /// What became of telling somebody of the job.
  private void print(Notification told) {
    out().println();
    row("told", told.event() + " to " + told.target());
    row("  at", told.at());
    row("  outcome", told.inWords());
  }

  private void row(String name, @Nullable Object value) {
    if (value != null && !value.toString().isEmpty()) {
      out().printf("%-14s %s%n", SafeText.brief(name, 40), SafeText.line(value.toString()));
    }
  }
}
