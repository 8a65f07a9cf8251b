package io.github.backendexecutor.app.cli;

import io.github.backendexecutor.app.wiring.ServiceWiring;
import io.github.backendexecutor.executor.spi.Clock;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// `executor watch`: what a running service does, drawn again each second.
@Command(
    name = "watch",
    description = "Shows roles, instances and the latest jobs of a running service, live.")
final class WatchCommand extends ApiCommand {
  private static final Duration EACH = Duration.ofSeconds(1);
  private static final String HOME = "\u001b[H";
  private static final String CLEAR_LINE = "\u001b[K";
  private static final String CLEAR_REST = "\u001b[J";
  private static final String CLEAR_ALL = "\u001b[2J";

  @Option(names = "--once", description = "Print it once and end, for scripts.")
  private boolean once;

  @Option(names = "--jobs", defaultValue = "10", description = "how many jobs to list, 0 to 200")
  private int jobs;

  @Override
  int run(ApiClient api) throws InterruptedException {
    if (once) {
      out().print(picture(api));
      out().flush();
      return Exit.OK;
    }
    Clock clock = ServiceWiring.systemClock();
    out().print(CLEAR_ALL);
    while (true) {
      out().print(HOME + frame(api) + CLEAR_REST);
      out().flush();
      clock.sleep(EACH);
    }
  }

  /// A service that is away for a moment is waited for; one that refuses is not.
  private String frame(ApiClient api) throws InterruptedException {
    try {
      return picture(api).replace(System.lineSeparator(), CLEAR_LINE + System.lineSeparator());
    } catch (CommandFailed e) {
      if (e.exit() != Exit.UNAVAILABLE) {
        throw e;
      }
      return e.getMessage() + CLEAR_LINE + System.lineSeparator();
    }
  }

  private String picture(ApiClient api) throws InterruptedException {
    JsonNode overview = api.get("/overview");
    if (json()) {
      return overview + System.lineSeparator();
    }
    StringWriter text = new StringWriter();
    PrintWriter to = new PrintWriter(text);
    to.printf(
        "Backend Executor %s   %s   %s   failed in 24 h: %s%n",
        SafeText.line(overview.path("version").asString("")),
        overview.path("ready").asBoolean(false) ? "ready" : "NOT READY",
        SafeText.line(overview.path("now").asString("")),
        overview.path("failed24h"));
    overview
        .path("outages")
        .forEach(outage -> to.println(SafeText.line(outage.path("sentence").asString(""))));
    to.println();
    RolesCommand.all(overview.path("roles")).print(to);
    to.println();
    ListCommands.Instances.table(overview.path("instances")).print(to);
    if (jobs > 0) {
      to.println();
      JobsCommand.table(api.get("/jobs?limit=" + Math.min(jobs, 200)).path("items")).print(to);
    }
    to.flush();
    return text.toString();
  }
}
