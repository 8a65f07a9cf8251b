package io.github.backendexecutor.app.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/// Which jobs a command is about.
@SuppressWarnings("UnusedVariable") // picocli sets the fields
final class FilterOptions {
  @Option(names = "--role", description = "only of this role")
  private @Nullable String role;

  @Option(names = "--state", description = "only in this state; may be given several times")
  private List<String> states = new ArrayList<>();

  @Option(names = "--workflow", description = "only of this workflow")
  private @Nullable String workflow;

  @Option(
      names = "--from",
      description = "only made at this time or later, such as 2026-01-31T12:00:00Z")
  private @Nullable String from;

  @Option(names = "--to", description = "only made before this time")
  private @Nullable String to;

  @Option(names = "--query", description = "only with this text in id, task or error")
  private @Nullable String query;

  @Option(names = "--error-key", description = "only failed with this kind of error, see failures")
  private @Nullable String errorKey;

  /// As the body of a bulk change has it.
  ObjectNode body() {
    ObjectNode filter = ApiClient.JSON.createObjectNode();
    put(filter, "role", role);
    if (!states.isEmpty()) {
      states.forEach(filter.putArray("state")::add);
    }
    put(filter, "workflowId", workflow);
    put(filter, "from", from);
    put(filter, "to", to);
    put(filter, "q", query);
    put(filter, "errorKey", errorKey);
    return ApiClient.JSON.createObjectNode().set("filter", filter);
  }

  private static void put(ObjectNode filter, String name, @Nullable String value) {
    if (value != null) {
      filter.put(name, value);
    }
  }
}
