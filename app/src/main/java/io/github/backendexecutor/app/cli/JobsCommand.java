package io.github.backendexecutor.app.cli;

import io.github.backendexecutor.app.wiring.Desk;
import io.github.backendexecutor.executor.job.JobRecord;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.spi.JobHistory.Filter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// `executor jobs`: the latest jobs.
@Command(name = "jobs", description = "Lists jobs, newest first.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class JobsCommand extends DeskCommand {
  private static final int WIDTH = 40;

  @Mixin private final FilterOptions filter = new FilterOptions();

  @Option(names = "--after", description = "the next page, as the one before has named it; --url")
  private @Nullable String after;

  @Option(
      names = "--limit",
      defaultValue = "20",
      description = "at most this many; ${DEFAULT-VALUE}")
  private int limit;

  @Override
  int run(Desk desk) {
    if (limit < 1 || limit > 10_000) {
      throw new CommandFailed(Exit.USAGE, "--limit: 1 to 10000 are allowed");
    }
    FilterOptions.Plain plain = filter.plain();
    if (after != null) {
      throw new CommandFailed(Exit.USAGE, "--after goes with --url");
    }
    List<JobRecord> jobs =
        desk.history()
            .jobs(
                new Filter(role(desk, plain.role()), state(plain.state()), plain.workflow()),
                limit);
    if (json()) {
      out().println(JobView.json(jobs));
    } else {
      print(jobs);
    }
    return Exit.OK;
  }

  @Override
  int run(ApiClient api) throws InterruptedException {
    if (limit < 1 || limit > 200) {
      throw new CommandFailed(Exit.USAGE, "--limit: 1 to 200 are allowed with --url");
    }
    String place = after == null ? "" : "&after=" + ApiClient.encoded(after);
    JsonNode page = api.get("/jobs?limit=" + limit + filter.query() + place);
    if (json()) {
      out().println(page.path("items"));
    } else {
      table(page.path("items")).print(out());
    }
    if (page.path("next").isString()) {
      err().println("more with --after='" + SafeText.line(page.path("next").asString()) + "'");
    }
    return Exit.OK;
  }

  static Table table(JsonNode items) {
    Table table = new Table("no jobs", "CREATED", "JOB", "ROLE", "STATE", "ATTEMPT", "TASK");
    items.forEach(job ->
        table.row(
            job.path("createdAt").asString("").replaceFirst("\\.\\d+Z$", "Z"),
            job.path("jobId"),
            job.path("role"),
            job.path("state"),
            job.path("attempt"),
            job.path("task")));
    return table;
  }

  private static @Nullable JobState state(@Nullable String state) {
    if (state == null) {
      return null;
    }
    try {
      return JobState.of(state.toLowerCase(Locale.ROOT));
    } catch (IllegalArgumentException _) {
      throw new CommandFailed(Exit.USAGE, "--state: '" + state + "' is not a state; see --help");
    }
  }

  private void print(List<JobRecord> jobs) {
    if (jobs.isEmpty()) {
      out().println("no jobs");
      return;
    }
    int width = jobs.stream().mapToInt(job -> job.id().value().length()).max().orElse(0);
    String row = "%-20s  %-" + Math.min(width, 60) + "s  %-10s  %-10s  %7s  %s%n";
    out().printf(row, "CREATED", "JOB", "ROLE", "STATE", "ATTEMPT", "TASK");
    for (JobRecord job : jobs) {
      out()
          .printf(
              row,
              job.createdAt().truncatedTo(ChronoUnit.SECONDS),
              SafeText.brief(job.id().value(), 60),
              job.role(),
              job.state().word(),
              job.attempt(),
              SafeText.brief(job.task(), WIDTH));
    }
  }
}
