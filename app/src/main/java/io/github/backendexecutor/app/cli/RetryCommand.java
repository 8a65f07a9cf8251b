package io.github.backendexecutor.app.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `executor retry`: ended jobs that run once more.
@Command(
    name = "retry",
    description = {
      "Runs ended jobs once more, through a running service: those that are named, or with",
      "--failed all that have failed and fit the filter."
    })
@SuppressWarnings("UnusedVariable") // picocli sets the fields
final class RetryCommand extends ApiCommand {
  @Parameters(arity = "0..*", paramLabel = "JOBID", description = "the ids of the jobs")
  private List<String> jobIds = new ArrayList<>();

  @Option(
      names = "--payload",
      description = "their input from now on: JSON, @FILE, or - for stdin; as it was when left out")
  private @Nullable String payload;

  @Option(names = "--failed", description = "all failed jobs that fit these options")
  private boolean failed;

  @Mixin private final FilterOptions filter = new FilterOptions();

  @Override
  int run(ApiClient api) throws IOException, InterruptedException {
    if (failed == !jobIds.isEmpty()) {
      throw new CommandFailed(Exit.USAGE, "retry: either JOBID or --failed is needed");
    }
    if (failed) {
      JsonNode operation = BulkChange.run(api, "retry", filter, err());
      out().println(json() ? operation : operation.path("changed") + " jobs run again");
      return BulkChange.exit(operation);
    }
    ObjectNode body = ApiClient.JSON.createObjectNode();
    if (payload != null) {
      body.set("payload", ApiClient.JSON.readTree(Payloads.read(payload)));
    }
    for (String id : jobIds) {
      JsonNode answer = api.post("/jobs/" + ApiClient.encoded(id) + "/retry", body);
      String words = SafeText.line(id) + ": runs again, generation " + answer.path("generation");
      out().println(json() ? answer : words);
    }
    return Exit.OK;
  }
}
