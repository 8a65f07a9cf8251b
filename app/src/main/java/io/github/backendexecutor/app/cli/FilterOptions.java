package io.github.backendexecutor.app.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Which jobs a command is about.
@SuppressWarnings("UnusedVariable") // picocli sets the fields
final class FilterOptions {
  @Option(names = "--role", description = "only of this role")
  private @Nullable String role;

  @Option(
      names = "--state",
      description =
          "only in this state: ready, running, retry_wait, scheduled, completed, failed, cancelled;"
              + " may be given several times")
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
    return ApiClient.JSON.createObjectNode().set("filter", filter());
  }

  /// As the query of a list has it.
  String query() {
    StringBuilder all = new StringBuilder();
    filter()
        .forEachEntry((name, value) -> {
          if (value.isArray()) {
            value.forEach(one -> add(all, name, one));
          } else {
            add(all, name, value);
          }
        });
    return all.toString();
  }

  private static void add(StringBuilder all, String name, JsonNode value) {
    all.append('&').append(name).append('=').append(ApiClient.encoded(value.asString("")));
  }

  /// The same for a database without a service, which knows fewer.
  Plain plain() {
    if (states.size() > 1 || from != null || to != null || query != null || errorKey != null) {
      throw new CommandFailed(
          Exit.USAGE, "--from, --to, --query, --error-key and more than one --state go with --url");
    }
    return new Plain(role, states.isEmpty() ? null : states.getFirst(), workflow);
  }

  /// Null: any.
  record Plain(@Nullable String role, @Nullable String state, @Nullable String workflow) {}

  private ObjectNode filter() {
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
    return filter;
  }

  private static void put(ObjectNode filter, String name, @Nullable String value) {
    if (value != null) {
      filter.put(name, value);
    }
  }
}
