package io.github.backendexecutor.app.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The commands that steer running executors: `pause`, `resume` and `limit`.
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class SteerCommands {
  private SteerCommands() {}

  private static int steer(ApiCommand command, ApiClient api, String role, ObjectNode change)
      throws InterruptedException {
    JsonNode answer = api.patch("/roles/" + ApiClient.encoded(role), change);
    return command.print(answer, RolesCommand.add(RolesCommand.table(), answer));
  }

  @Command(name = "pause", description = "Starts no more jobs of a role, at any instance.")
  static final class Pause extends ApiCommand {
    @Parameters(index = "0", paramLabel = "ROLE", description = "the role")
    private String role;

    @Override
    int run(ApiClient api) throws InterruptedException {
      return steer(this, api, role, ApiClient.JSON.createObjectNode().put("paused", true));
    }
  }

  @Command(name = "resume", description = "Starts jobs of a paused role again.")
  static final class Resume extends ApiCommand {
    @Parameters(index = "0", paramLabel = "ROLE", description = "the role")
    private String role;

    @Override
    int run(ApiClient api) throws InterruptedException {
      return steer(this, api, role, ApiClient.JSON.createObjectNode().put("paused", false));
    }
  }

  @Command(
      name = "limit",
      description = "Changes how many jobs of a role, or of all, each instance runs at once.")
  static final class Limit extends ApiCommand {
    @Parameters(index = "0", paramLabel = "ROLE", description = "the role, or total")
    private String role;

    @Parameters(
        index = "1",
        paramLabel = "MAX",
        description = "a number, 0 for unlimited, or configured")
    private String max;

    @Override
    int run(ApiClient api) throws InterruptedException {
      ObjectNode change = ApiClient.JSON.createObjectNode();
      String field = role.equals("total") ? "total" : "max";
      Integer number = number();
      if (number == null) {
        change.putNull(field);
      } else {
        change.put(field, number);
      }
      if (!role.equals("total")) {
        return steer(this, api, role, change);
      }
      JsonNode answer = api.patch("/limits", change);
      return print(answer, new Table("", "TOTAL").row(answer.path("total")));
    }

    private @Nullable Integer number() {
      if (max.equals("configured")) {
        return null;
      }
      if (!max.matches("[0-9]{1,9}")) {
        throw new CommandFailed(Exit.USAGE, "MAX: a number from 0, or configured, is allowed");
      }
      return Integer.valueOf(max);
    }
  }
}
