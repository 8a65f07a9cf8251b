package io.github.backendexecutor.app.cli;

import io.github.backendexecutor.app.wiring.Desk;
import io.github.backendexecutor.executor.job.CancelAnswer;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobRecord;
import io.github.backendexecutor.executor.spi.StreamUnavailable;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `executor cancel`: jobs that must not run, or not go on.
@Command(
    name = "cancel",
    description = {
      "Cancels jobs. One that waits is cancelled at once, one that runs is stopped, and one that",
      "has not come yet is not run when it comes."
    },
    footer = {
      "",
      "Exits with 0 when none of the jobs runs or will run, 1 when one had ended before, 75 when",
      "--wait was over before a job had stopped."
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class CancelCommand extends DeskCommand {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration LOOK = Duration.ofMillis(100);

  @Parameters(arity = "0..*", paramLabel = "JOBID", description = "the ids of the jobs")
  private List<String> jobIds = new ArrayList<>();

  @Option(
      names = "--unfinished",
      description = "all jobs that have not ended and fit the options; only with --url")
  private boolean unfinished;

  @Mixin private final FilterOptions filter = new FilterOptions();

  @Option(names = "--wait", description = "wait until running jobs have stopped")
  private boolean wait;

  @Option(
      names = "--wait-seconds",
      defaultValue = "60",
      description = "how long to wait at most; ${DEFAULT-VALUE} when it is left out")
  private long waitSeconds;

  @Override
  int run(ApiClient api) throws InterruptedException {
    if (unfinished == !jobIds.isEmpty()) {
      throw new CommandFailed(Exit.USAGE, "cancel: either JOBID or --unfinished is needed");
    }
    if (unfinished) {
      JsonNode operation = BulkChange.run(api, "cancel", filter, err());
      out().println(json() ? operation : operation.path("changed") + " jobs cancelled");
      return BulkChange.exit(operation);
    }
    boolean late = false;
    for (JobId id : checkedIds()) {
      JsonNode answer =
          api.post(
              "/jobs/" + ApiClient.encoded(id.value()) + "/cancel",
              ApiClient.JSON.createObjectNode());
      String word = answer.path("answer").asString("");
      late |= word.equals("ended_before");
      out().println(json() ? answer : SafeText.line(id.value()) + ": " + word.replace('_', ' '));
    }
    return late ? Exit.FAILED : Exit.OK;
  }

  @Override
  int run(Desk desk) throws InterruptedException {
    if (unfinished || jobIds.isEmpty()) {
      throw new CommandFailed(Exit.USAGE, "cancel: JOBID is needed, or --unfinished with --url");
    }
    Map<JobId, CancelAnswer> answers = new LinkedHashMap<>();
    try {
      checkedIds().forEach(id -> answers.put(id, desk.canceller().cancel(id)));
    } finally {
      if (answers.containsValue(CancelAnswer.STOPPING)
          || answers.containsValue(CancelAnswer.CANCELLED)) {
        nudge(desk);
      }
    }
    boolean stopped = !wait || awaitAll(desk, answers);
    if (json()) {
      out().println(asJson(desk, answers));
    } else {
      answers.forEach((id, answer) -> print(desk, id, answer));
    }
    if (!stopped) {
      err().println("not all have stopped within " + waitSeconds + " s; they are stopped later");
      return Exit.TIMEOUT;
    }
    return answers.containsValue(CancelAnswer.ENDED_BEFORE) ? Exit.FAILED : Exit.OK;
  }

  private List<JobId> checkedIds() {
    return jobIds.stream()
        .map(id -> {
          if (!JobId.isValid(id)) {
            throw new CommandFailed(
                Exit.USAGE, "JOBID: 1 to 256 characters without control characters are allowed");
          }
          return new JobId(id);
        })
        .distinct()
        .toList();
  }

  /// The cancel is in the database and holds; the nudge only saves time.
  private void nudge(Desk desk) {
    try {
      desk.nudge();
    } catch (StreamUnavailable e) {
      err()
          .println(
              "Redis could not be told, so running jobs stop a few seconds later: "
                  + e.getMessage());
    }
  }

  private boolean awaitAll(Desk desk, Map<JobId, CancelAnswer> answers)
      throws InterruptedException {
    long deadline = desk.clock().nanos() + Duration.ofSeconds(waitSeconds).toNanos();
    while (answers.keySet().stream().anyMatch(id -> goesOn(desk, id))) {
      if (desk.clock().nanos() - deadline >= 0) {
        return false;
      }
      desk.clock().sleep(LOOK);
    }
    return true;
  }

  private static boolean goesOn(Desk desk, JobId id) {
    return desk.history().job(id).filter(job -> !job.state().terminal()).isPresent();
  }

  private void print(Desk desk, JobId id, CancelAnswer answer) {
    String job = SafeText.line(id.value()) + ": ";
    String state = state(desk, id);
    switch (answer) {
      case CANCELLED -> out().println(job + "cancelled; it was waiting");
      case STOPPING -> out().println(job + (state.equals("running") ? "is being stopped" : state));
      case UNSEEN ->
          out()
              .println(
                  job + "cancelled; no such job has come yet, and when it comes it is not run");
      case ENDED_BEFORE ->
          err().println(job + "had ended before, as " + state + "; nothing was changed");
    }
  }

  private static String state(Desk desk, JobId id) {
    Optional<JobRecord> job = desk.history().job(id);
    return job.map(one -> one.state().word()).orElse("");
  }

  private static String asJson(Desk desk, Map<JobId, CancelAnswer> answers) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(text)) {
      out.writeStartArray();
      answers.forEach((id, answer) -> {
        out.writeStartObject();
        out.writeStringProperty("jobId", id.value());
        out.writeStringProperty("answer", answer.name().toLowerCase(Locale.ROOT));
        out.writeStringProperty("state", state(desk, id));
        out.writeEndObject();
      });
      out.writeEndArray();
    }
    return text.toString();
  }
}
