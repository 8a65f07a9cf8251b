package io.github.backendexecutor.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backendexecutor.app.redis.EmbeddedRedis;
import io.github.backendexecutor.app.wiring.ServiceHandle;
import io.github.backendexecutor.app.wiring.ServiceWiring;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The short commands beside a running service, as a user or a script sees them.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
@SuppressWarnings("NullAway.Init")
class CommandsTest {
  private static final JsonMapper JSON = new JsonMapper();

  private EmbeddedRedis redis;
  private ServiceHandle service;
  private List<String> settings;
  private StringWriter out = new StringWriter();
  private StringWriter err = new StringWriter();

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    redis = EmbeddedRedis.start(folder.resolve("redis"), 0);
    settings =
        List.of(
            "--redis-connection=127.0.0.1:" + redis.port(),
            "--database-url=jdbc:sqlite:" + folder.resolve("executor.db"));
    List<String> all = new ArrayList<>(settings);
    all.add("--server.port=0");
    all.add("--log-level=error");
    all.add("--executor.roles.agent.command=[\"sh\",\"-c\",\"echo $JOB_TASK >&2; exit 65\"]");
    service = ServiceWiring.start(all);
    service.awaitReady();
  }

  @AfterAll
  void stop() {
    service.close();
    redis.close();
  }

  @Test
  void submit_waits_for_the_result_and_show_and_jobs_tell_of_it() {
    assertThat(
            run(
                "submit",
                "--role",
                "manager",
                "--task",
                "say hi",
                "--payload",
                "{\"a\":[1]}",
                "--workflow",
                "w1",
                "--job-id",
                "cli-1",
                "--field",
                "customer=7",
                "--wait"))
        .isEqualTo(Exit.OK);
    JsonNode echo = JSON.readTree(out.toString());
    assertThat(echo.path("task").asString()).isEqualTo("say hi");
    assertThat(echo.path("payload").toString()).isEqualTo("{\"a\":[1]}");

    assertThat(run("show", "cli-1")).isEqualTo(Exit.OK);
    assertThat(out.toString()).contains("completed", "say hi", "field customer", "attempt 1");
    assertThat(run("show", "cli-1", "--json")).isEqualTo(Exit.OK);
    JsonNode job = JSON.readTree(out.toString());
    assertThat(job.path("state").asString()).isEqualTo("completed");
    assertThat(job.path("fields").path("customer").asString()).isEqualTo("7");
    assertThat(job.path("attempts").size()).isEqualTo(1);

    assertThat(run("jobs", "--workflow", "w1")).isEqualTo(Exit.OK);
    assertThat(out.toString().lines()).hasSize(2).anyMatch(line -> line.contains("cli-1"));
    assertThat(run("jobs", "--json", "--role", "manager", "--state", "completed", "--limit", "1"))
        .isEqualTo(Exit.OK);
    assertThat(JSON.readTree(out.toString()).size()).isEqualTo(1);
  }

  @Test
  void a_job_that_fails_is_told_by_exit_code_and_reason() {
    assertThat(run("submit", "--role", "agent", "--task", "break", "--wait"))
        .isEqualTo(Exit.FAILED);
    assertThat(err.toString()).startsWith("failed: ").contains("65");
    assertThat(run("submit", "--role", "agent", "--task", "break", "--wait", "--json"))
        .isEqualTo(Exit.FAILED);
    JsonNode job = JSON.readTree(out.toString());
    assertThat(job.path("attempts").path(0).path("log").asString()).isEqualTo("break\n");
  }

  @Test
  void submit_prints_the_id_and_a_wait_can_end_first() {
    assertThat(run("submit", "--role", "inspector", "--json")).isEqualTo(Exit.OK);
    assertThat(JSON.readTree(out.toString()).path("jobId").asString()).hasSize(36);
    assertThat(
            run(
                "submit",
                "--role",
                "manager",
                "--field",
                "delayMs=600000",
                "--wait",
                "--wait-seconds",
                "1"))
        .isEqualTo(Exit.TIMEOUT);
  }

  @Test
  void another_job_under_a_known_id_is_told_as_the_conflict_that_it_is() {
    assertThat(run("submit", "--role", "manager", "--task", "one", "--job-id", "known", "--wait"))
        .isEqualTo(Exit.OK);
    assertThat(run("submit", "--role", "manager", "--task", "one", "--job-id", "known", "--wait"))
        .isEqualTo(Exit.OK);
    assertThat(run("submit", "--role", "manager", "--task", "two", "--job-id", "known", "--wait"))
        .isEqualTo(Exit.FAILED);
    assertThat(err.toString()).contains("known", "task");
  }

  @Test
  void a_payload_can_come_from_a_file(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("input.json"), "{\"from\":\"file\"}");
    assertThat(run("submit", "--role", "manager", "--payload", "@" + file, "--wait"))
        .isEqualTo(Exit.OK);
    assertThat(out.toString()).contains("{\"from\":\"file\"}");
  }

  @Test
  void wrong_use_is_told_in_a_line() {
    assertThat(run("submit", "--role", "nobody")).isEqualTo(Exit.USAGE);
    assertThat(err.toString()).contains("nobody", "agent");
    assertThat(run("submit", "--role", "agent", "--payload", "{")).isEqualTo(Exit.USAGE);
    assertThat(run("submit", "--role", "agent", "--payload", "@/no/such/file"))
        .isEqualTo(Exit.USAGE);
    assertThat(run("submit", "--role", "agent", "--field", "task=x")).isEqualTo(Exit.USAGE);
    assertThat(run("jobs", "--state", "tired")).isEqualTo(Exit.USAGE);
    assertThat(run("jobs", "--limit", "0")).isEqualTo(Exit.USAGE);
    assertThat(run("show")).isEqualTo(Exit.USAGE);
    assertThat(run("submit")).isEqualTo(Exit.USAGE);
    assertThat(run("frobnicate")).isEqualTo(Exit.USAGE);
    assertThat(run("jobs", "--limit", "abc")).isEqualTo(Exit.USAGE);
    assertThat(run("show", "no-such-job")).isEqualTo(Exit.NOT_FOUND);
    assertThat(err.toString()).startsWith("no job no-such-job");
  }

  @Test
  void wrong_settings_are_told_all_at_once() {
    assertThat(run("jobs", "--max-agent=abc", "--executor.limits.totla=1")).isEqualTo(Exit.CONFIG);
    assertThat(err.toString().lines()).hasSize(2);
    assertThat(err.toString())
        .contains("--max-agent: \"abc\" is not allowed: a whole number, 0 (unlimited) or more")
        .contains("did you mean --executor.limits.total?");
    assertThat(run("serve", "--max-agent=abc")).isEqualTo(Exit.CONFIG);
  }

  @Test
  void servers_that_are_not_there_are_told() {
    String[] noRedis = {"submit", "--role", "agent", "--redis-connection=127.0.0.1:1"};
    assertThat(Main.run(new PrintWriter(out), new PrintWriter(err), noRedis))
        .isEqualTo(Exit.UNAVAILABLE);
    String[] noDatabase = {"jobs", "--database-url=jdbc:sqlite:/no/such/folder/x.db"};
    assertThat(Main.run(new PrintWriter(out), new PrintWriter(err), noDatabase))
        .isEqualTo(Exit.UNAVAILABLE);
    assertThat(err.toString()).contains("there is no", "the service makes it when it starts");
  }

  @Test
  void text_from_jobs_cannot_steer_a_terminal() {
    String evil = "\u001b[2J\u202eevil\u0007";
    assertThat(run("submit", "--role", "manager", "--task", evil, "--job-id", "evil", "--wait"))
        .isEqualTo(Exit.OK);
    run("show", "evil");
    assertThat(out.toString()).contains("evil").doesNotContain("\u001b", "\u202e", "\u0007");
    run("jobs");
    assertThat(out.toString()).doesNotContain("\u001b", "\u202e", "\u0007");
  }

  @Test
  void help_and_version_are_there() {
    assertThat(runAlone("--version")).isZero();
    assertThat(out.toString()).startsWith("backend-executor ");
    assertThat(runAlone("--help")).isZero();
    assertThat(out.toString())
        .contains("serve", "demo", "submit", "show", "jobs", "78 wrong configuration");
    assertThat(runAlone("serve", "--help")).isZero();
    assertThat(out.toString()).contains("--executor.roles.<role>.command");
    assertThat(runAlone()).isEqualTo(Exit.USAGE);
  }

  private int run(String... command) {
    return runAlone(Stream.concat(Stream.of(command), settings.stream()).toArray(String[]::new));
  }

  private int runAlone(String... command) {
    out = new StringWriter();
    err = new StringWriter();
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), command);
  }
}
