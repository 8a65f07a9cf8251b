package io.github.backendexecutor.app.cli;

import io.github.backendexecutor.app.wiring.ServiceWiring;
import java.io.PrintWriter;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/// A change of all jobs that fit a filter, waited for.
final class BulkChange {
  private static final Duration LOOK = Duration.ofMillis(300);

  private BulkChange() {}

  /// The operation as it ended.
  ///
  /// @param kind `retry` or `cancel`
  static JsonNode run(ApiClient api, String kind, FilterOptions filter, PrintWriter err)
      throws InterruptedException {
    JsonNode begun = api.post("/jobs/bulk/" + kind, filter.body());
    String path = "/operations/" + ApiClient.encoded(begun.path("operationId").asString(""));
    JsonNode operation = api.get(path);
    while (operation.path("state").asString("").equals("running")) {
      ServiceWiring.systemClock().sleep(LOOK);
      operation = api.get(path);
    }
    if (operation.path("state").asString("").equals("failed")) {
      err.println(SafeText.line(operation.path("error").asString("")));
    }
    return operation;
  }

  static int exit(JsonNode operation) {
    return operation.path("state").asString("").equals("done") ? Exit.OK : Exit.FAILED;
  }
}
