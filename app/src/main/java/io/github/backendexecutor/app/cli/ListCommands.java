package io.github.backendexecutor.app.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// The commands that list what a running service knows: `instances`, `workflows`, `failures`,
/// `counts`, `operations` and `audit`.
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

  @Command(name = "workflows", description = "Lists workflows, newest first, or the jobs of one.")
  static final class Workflows extends ApiCommand {
    @Parameters(
        index = "0",
        arity = "0..1",
        paramLabel = "WORKFLOW",
        description = "show this one: its jobs, each below the one that made it")
    private @Nullable String workflow;

    @Option(names = "--limit", defaultValue = "20", description = "at most this many, up to 200")
    private int limit;

    @Override
    int run(ApiClient api) throws InterruptedException {
      if (workflow != null) {
        JsonNode one = api.get("/workflows/" + ApiClient.encoded(workflow));
        return print(one, JobTree.table(one.path("jobs")));
      }
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

  @Command(name = "counts", description = "Counts the jobs that ended, over time and by role.")
  static final class Counts extends ApiCommand {
    @Option(names = "--from", description = "since this time, such as 2026-01-31T12:00:00Z")
    private @Nullable String from;

    @Option(names = "--to", description = "before this time")
    private @Nullable String to;

    @Option(names = "--step", description = "how long one line is, from 60s to 1d")
    private @Nullable String step;

    @Option(names = "--role", description = "only of this role")
    private @Nullable String role;

    @Override
    int run(ApiClient api) throws InterruptedException {
      JsonNode answer =
          api.get(
              "/counts?"
                  + parameter("from", from)
                  + parameter("to", to)
                  + parameter("step", step)
                  + parameter("role", role));
      Table table =
          new Table(
              "no job has ended then",
              "FROM",
              "ROLE",
              "COMPLETED",
              "FAILED",
              "CANCELLED",
              "WAIT MS",
              "RUN MS");
      answer
          .path("items")
          .forEach(one ->
              table.row(
                  one.path("at"),
                  one.path("role"),
                  one.path("completed"),
                  one.path("failed"),
                  one.path("cancelled"),
                  one.path("waitMs"),
                  one.path("runMs")));
      return print(answer, table);
    }

    private static String parameter(String name, @Nullable String value) {
      return value == null ? "" : name + "=" + ApiClient.encoded(value) + "&";
    }
  }

  @Command(
      name = "operations",
      description = "Lists the bulk changes that the service has made since its start.")
  static final class Operations extends ApiCommand {
    @Override
    int run(ApiClient api) throws InterruptedException {
      JsonNode answer = api.get("/operations");
      Table table =
          new Table("no bulk changes", "STARTED", "KIND", "STATE", "CHANGED", "FILTER", "ERROR");
      answer
          .path("items")
          .forEach(one ->
              table.row(
                  one.path("startedAt"),
                  one.path("kind"),
                  one.path("state"),
                  one.path("changed"),
                  one.path("filter"),
                  one.path("error")));
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
