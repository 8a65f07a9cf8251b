package io.github.backendexecutor.app.cli;

import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/// `executor roles`: every role, its limit, and who waits.
@Command(name = "roles", description = "Shows the roles of a running service and who waits there.")
final class RolesCommand extends ApiCommand {
  @Override
  int run(ApiClient api) throws InterruptedException {
    JsonNode answer = api.get("/roles");
    return print(answer, all(answer.path("items")));
  }

  static Table all(JsonNode roles) {
    Table table = table();
    roles.forEach(role -> add(table, role));
    return table;
  }

  static Table table() {
    return new Table(
        "no roles", "ROLE", "RUNNING", "MAX", "QUEUED", "READY", "RETRY", "SCHEDULED", "OLDEST");
  }

  static Table add(Table table, JsonNode role) {
    JsonNode waiting = role.path("waiting");
    String max = role.path("max").asInt(0) == 0 ? "unlimited" : role.path("max").toString();
    return table.row(
        role.path("role"),
        role.path("running"),
        max + (role.path("paused").asBoolean(false) ? ", paused" : ""),
        waiting.path("queued"),
        waiting.path("ready"),
        waiting.path("retryWait"),
        waiting.path("scheduled"),
        seconds(role.path("oldestWaitingMs")));
  }

  private static String seconds(JsonNode millis) {
    return millis.isNumber() ? millis.asLong(0) / 1_000 + " s" : "";
  }
}
