package io.github.backendexecutor.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backendexecutor.app.jdbc.Database;
import io.github.backendexecutor.app.jdbc.DatabaseAddress;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What `show` says of a job that has seen bad days.
class ShowCommandTest {
  @Test
  void losses_and_a_cancel_that_is_asked_for_are_shown(@TempDir Path folder) throws Exception {
    String url = "jdbc:sqlite:" + folder.resolve("executor.db");
    try (Database database = Database.open(DatabaseAddress.parse(url))) {
      database.migrate();
    }
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          INSERT INTO job (job_id, workflow_id, role, task, payload, connection_id, created_at,
            state, attempt, failures, lost, owner, started_at, cancel_requested)
          VALUES ('j', '', 'agent', '', 'null', '', 1, 'running', 4, 1, 2, 'me', 2, 1)\
          """);
      statement.execute("INSERT INTO attempt_line VALUES ('j', 3, 'gone', 1, 2, 'lost', NULL, '')");
      statement.execute(
          """
          INSERT INTO notification (job_id, event_id, seq, event, at, target, outcome, count, detail)
          VALUES ('j', 'j:1:started', 4, 'job_started', 9, 'connection', 'published', 2, ''),
                 ('j', 'j:2:started', 5, 'job_started', 9, 'user', 'failed', 0, 'Redis was away')\
          """);
    }
    assertThat(show("j", "--database-url=" + url))
        .containsPattern("state +running, being cancelled")
        .containsPattern("attempt +4, failed 1, lost with its executor 2")
        .containsPattern("attempt 3 +lost")
        .containsPattern("told +job_started to connection")
        .containsPattern("outcome +published to 2")
        .containsPattern("outcome +failed: Redis was away");
    JsonNode job = new JsonMapper().readTree(show("j", "--json", "--database-url=" + url));
    assertThat(job.path("cancelRequested").asBoolean()).isTrue();
    assertThat(job.path("lost").asInt()).isEqualTo(2);
    JsonNode told = job.path("notifications").get(1);
    assertThat(told.path("outcome").asString()).isEqualTo("failed");
    assertThat(told.path("seq").asInt()).isEqualTo(5);
  }

  private static String show(String... arguments) {
    StringWriter out = new StringWriter();
    String[] command = new String[arguments.length + 1];
    command[0] = "show";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    PrintWriter err = new PrintWriter(new StringWriter());
    assertThat(Main.run(new PrintWriter(out, true), err, command)).isEqualTo(Exit.OK);
    return out.toString();
  }
}
