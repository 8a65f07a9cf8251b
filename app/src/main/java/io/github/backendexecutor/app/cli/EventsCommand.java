package io.github.backendexecutor.app.cli;

import io.github.backendexecutor.app.wiring.ServiceWiring;
import io.github.backendexecutor.executor.spi.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `executor events`: what happens to a job or a workflow, a line each, until it is stopped. When
/// the service goes away it goes on where it was, without a gap.
@Command(
    name = "events",
    description = "Prints what happens to a job or a workflow as it happens, a line each.")
final class EventsCommand extends ApiCommand {
  private static final Duration PAUSE = Duration.ofSeconds(1);

  @ArgGroup(multiplicity = "1")
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private Whose whose;

  @Option(names = "--after", description = "go on after this event, by the number before its line")
  private @Nullable String after;

  @SuppressWarnings("UnusedVariable") // picocli sets the fields
  private static final class Whose {
    @Option(names = "--job", paramLabel = "JOBID", description = "of this job")
    private @Nullable String job;

    @Option(names = "--workflow", paramLabel = "WORKFLOW", description = "of all jobs of this one")
    private @Nullable String workflow;

    String path() {
      return job == null
          ? "/events?workflowId=" + ApiClient.encoded(String.valueOf(workflow))
          : "/events?jobId=" + ApiClient.encoded(job);
    }
  }

  @Override
  int run(ApiClient api) throws InterruptedException {
    Clock clock = ServiceWiring.systemClock();
    boolean heard = false;
    while (true) {
      try {
        String before = after;
        api.events(whose.path(), after, this::print);
        heard = true;
        if (before != null && before.equals(after)) {
          clock.sleep(PAUSE);
        }
      } catch (CommandFailed e) {
        // one that was never there is an error, one that goes away comes back
        if (e.exit() != Exit.UNAVAILABLE || (!heard && after == null)) {
          throw e;
        }
        clock.sleep(PAUSE);
      }
    }
  }

  /// Counts are for pages.
  private void print(String id, String name, String data) {
    if (!id.isEmpty()) {
      after = id;
    }
    if (name.startsWith("job_")) {
      out().println(json() ? data : SafeText.line((id + " " + name + " " + data).strip()));
      out().flush();
    }
  }
}
