package io.github.backendexecutor.app.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// The commands that list what a running service knows: `instances`, `workflows`, `failures` and
/// `audit`.
final class ListCommands {
  private ListCommands() {}

  @Command(name = "instances", description = "Lists the processes of the group.")
  static final class Instances extends ApiCommand {
    @Override
    int run(ApiClient api) throws InterruptedException {
      JsonNode answer = api.get("/instances");
      return print(answer, table(answer.path("items")));
    }

    static Table table(JsonNode items) {
      Table table = new Table("no instances", "INSTANCE", "VERSION", "SINCE", "RUNNING", "STATE");
      items.forEach(one ->
          table.row(
              one.path("instanceId"),
              one.path("version"),
              one.path("startedAt"),
              one.path("running"),
              one.path("alive").asBoolean(false) ? "alive" : "gone"));
      return table;
    }
  }

  @Command(name = "workflows", description = "Lists workflows, newest first.")
  static final class Workflows extends ApiCommand {
    @Option(names = "--limit", defaultValue = "20", description = "at most this many, up to 200")
    private int limit;

    @Override
    int run(ApiClient api) throws InterruptedException {
      JsonNode answer = api.get("/workflows?limit=" + limit);
      Table table = new Table("no workflows", "WORKFLOW", "STATE", "JOBS", "FIRST", "LAST");
      answer
          .path("items")
          .forEach(one ->
              table.row(
                  one.path("workflowId"),
                  one.path("state"),
                  one.path("jobs"),
                  one.path("firstAt"),
                  one.path("lastAt")));
      return print(answer, table);
    }
  }

  @Command(name = "failures", description = "Groups the failed jobs by what went wrong.")
  static final class Failures extends ApiCommand {
    @Option(names = "--role", description = "only of this role")
    private @Nullable String role;

    @Override
    int run(ApiClient api) throws InterruptedException {
      JsonNode answer =
          api.get("/failures" + (role == null ? "" : "?role=" + ApiClient.encoded(role)));
      Table table = new Table("no failed jobs", "COUNT", "ROLE", "ERROR KEY", "LAST", "LAST JOB");
      answer
          .path("items")
          .forEach(one ->
              table.row(
                  one.path("count"),
                  one.path("role"),
                  one.path("errorKey"),
                  one.path("lastAt"),
                  one.path("lastJobId")));
      return print(answer, table);
    }
  }

  @Command(name = "audit", description = "Lists who changed what, newest first.")
  static final class Audit extends ApiCommand {
    @Option(names = "--limit", defaultValue = "50", description = "at most this many, up to 200")
    private int limit;

    @Override
    int run(ApiClient api) throws InterruptedException {
      JsonNode answer = api.get("/audit?limit=" + limit);
      Table table = new Table("nothing was changed", "AT", "WHO", "ACTION", "TARGET", "DETAIL");
      answer
          .path("items")
          .forEach(one ->
              table.row(
                  one.path("at"),
                  one.path("actor"),
                  one.path("action"),
                  one.path("target"),
                  one.path("detail")));
      return print(answer, table);
    }
  }
}
