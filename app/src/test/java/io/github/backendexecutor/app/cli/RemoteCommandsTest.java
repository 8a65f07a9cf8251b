package io.github.backendexecutor.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.backendexecutor.app.redis.EmbeddedRedis;
import io.github.backendexecutor.app.wiring.ServiceHandle;
import io.github.backendexecutor.app.wiring.ServiceWiring;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The commands of ./executor through the API of a running service.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(240)
class RemoteCommandsTest {
  private static final String ADMIN = "admin-token-0123456789";
  private static final String VIEWER = "viewer-token-0123456789";

  @SuppressWarnings("NullAway.Init")
  private EmbeddedRedis redis;

  @SuppressWarnings("NullAway.Init")
  private ServiceHandle service;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    redis = EmbeddedRedis.start(folder.resolve("redis"), 0);
    service =
        ServiceWiring.start(
            List.of(
                "--redis-connection=127.0.0.1:" + redis.port(),
                "--database-url=jdbc:sqlite:" + folder.resolve("executor.db"),
                "--executor.data=" + folder,
                "--executor.shutdown-grace=1s",
                "--executor.token=" + ADMIN,
                "--executor.viewer-token=" + VIEWER,
                "--executor.roles.manager.command=[\"false\"]",
                "--executor.roles.manager.retry.max-attempts=1",
                "--server.port=0",
                "--log-level=error"));
    service.awaitReady();
  }

  @AfterAll
  void stop() {
    service.close();
    redis.close();
  }

  private int run(String token, String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--url=http://127.0.0.1:" + service.port());
    all.add("--token=" + token);
    return Main.run(
        new PrintWriter(out, true), new PrintWriter(err, true), all.toArray(String[]::new));
  }

  @Test
  void a_job_is_submitted_waited_for_shown_and_run_again() {
    assertThat(
            run(
                ADMIN,
                "submit",
                "--role=agent",
                "--task=\u001b[2Jx",
                "--job-id=a/b",
                "--payload={\"a\":1.50}",
                "--field=maxAttempts=2",
                "--field=customer=Müller",
                "--field=userId=nobody",
                "--wait"))
        .as(err.toString())
        .isEqualTo(Exit.OK);
    assertThat(out.toString()).contains("\"a\":1.50");
    assertThat(run(VIEWER, "show", "a/b")).isEqualTo(Exit.OK);
    assertThat(out.toString())
        .contains("completed", "Müller", "attempt 1")
        .doesNotContain("\u001b");
    await()
        .untilAsserted(() -> {
          run(VIEWER, "show", "a/b");
          assertThat(out.toString()).contains("job_completed to user", "no subscriber");
        });
    run(VIEWER, "show", "a/b", "--json");
    assertThat(out.toString()).contains("\"no_subscriber\"");
    assertThat(run(VIEWER, "jobs", "--role=agent")).isEqualTo(Exit.OK);
    assertThat(out.toString()).contains("a/b").doesNotContain("\u001b");
    assertThat(run(ADMIN, "retry", "a/b", "--payload=[2]")).isEqualTo(Exit.OK);
    assertThat(out.toString()).contains("generation 2");
    assertThat(run(ADMIN, "cancel", "not-yet")).isEqualTo(Exit.OK);
    assertThat(out.toString()).contains("not-yet: unseen");
    assertThat(run(VIEWER, "show", "none")).isEqualTo(Exit.NOT_FOUND);
  }

  @Test
  void all_failed_jobs_run_again() {
    for (int i = 0; i < 3; i++) {
      run(ADMIN, "submit", "--role=manager", "--workflow=f");
    }
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> {
          run(VIEWER, "jobs", "--state=failed", "--workflow=f");
          return out.toString().lines().count() == 4;
        });
    assertThat(run(VIEWER, "failures")).isEqualTo(Exit.OK);
    assertThat(out.toString()).contains("manager");
    assertThat(run(ADMIN, "retry", "--failed", "--workflow=f")).isEqualTo(Exit.OK);
    assertThat(out.toString()).contains("3 jobs run again");
    assertThat(run(ADMIN, "retry")).isEqualTo(Exit.USAGE);
    assertThat(run(ADMIN, "cancel", "--unfinished", "--workflow=none")).isEqualTo(Exit.OK);
    assertThat(out.toString()).contains("0 jobs cancelled");
  }

  @Test
  void roles_are_paused_resumed_and_limited() {
    assertThat(run(ADMIN, "pause", "inspector")).isEqualTo(Exit.OK);
    assertThat(out.toString()).contains("inspector", "paused");
    assertThat(run(ADMIN, "resume", "inspector")).isEqualTo(Exit.OK);
    assertThat(out.toString()).doesNotContain("paused");
    assertThat(run(ADMIN, "limit", "inspector", "3")).isEqualTo(Exit.OK);
    assertThat(out.toString()).containsPattern("inspector +0 +3 ");
    assertThat(run(ADMIN, "limit", "inspector", "configured")).isEqualTo(Exit.OK);
    assertThat(run(ADMIN, "limit", "total", "50")).isEqualTo(Exit.OK);
    assertThat(run(ADMIN, "limit", "total", "configured")).isEqualTo(Exit.OK);
    assertThat(run(ADMIN, "limit", "inspector", "many")).isEqualTo(Exit.USAGE);
    assertThat(run(VIEWER, "pause", "inspector")).isEqualTo(Exit.FAILED);
    assertThat(err.toString()).contains("this needs the role admin; you are viewer");
    assertThat(run(VIEWER, "audit")).isEqualTo(Exit.OK);
    assertThat(out.toString()).contains("admin token");
  }

  @Test
  void jobs_are_found_by_what_they_say_and_page_by_page() {
    for (int i = 0; i < 3; i++) {
      run(ADMIN, "submit", "--role=agent", "--workflow=p", "--task=needle " + i, "--wait");
    }
    assertThat(run(VIEWER, "jobs", "--query=needle 1", "--workflow=p")).isEqualTo(Exit.OK);
    assertThat(out.toString()).contains("needle 1").doesNotContain("needle 0", "needle 2");
    run(VIEWER, "jobs", "--workflow=p", "--state=failed", "--state=completed", "--limit=2");
    assertThat(out.toString()).contains("needle 2", "needle 1").doesNotContain("needle 0");
    String after = err.toString().replaceAll("(?s).*--after='(.*)'.*", "$1");
    run(VIEWER, "jobs", "--workflow=p", "--limit=2", "--after=" + after);
    assertThat(out.toString()).contains("needle 0").doesNotContain("needle 1", "needle 2");
    assertThat(err.toString()).isEmpty();
    assertThat(run(VIEWER, "jobs", "--from=tomorrow")).isEqualTo(Exit.USAGE);
  }

  @Test
  void a_workflow_is_shown_as_the_tree_that_its_jobs_name() {
    run(ADMIN, "submit", "--role=agent", "--workflow=t", "--job-id=root", "--wait");
    run(
        ADMIN,
        "submit",
        "--role=agent",
        "--workflow=t",
        "--job-id=child",
        "--field=parentJobId=root",
        "--wait");
    assertThat(run(VIEWER, "workflows", "t")).isEqualTo(Exit.OK);
    assertThat(out.toString()).containsPattern("(?m)^root .*\\R  child ");
    assertThat(run(VIEWER, "workflows", "unknown")).isEqualTo(Exit.NOT_FOUND);
  }

  @Test
  void the_same_submission_under_a_key_is_one_job() {
    run(ADMIN, "submit", "--role=agent", "--task=once", "--key=cli-1");
    String first = out.toString();
    assertThat(run(ADMIN, "submit", "--role=agent", "--task=once", "--key=cli-1"))
        .isEqualTo(Exit.OK);
    assertThat(out.toString()).isEqualTo(first).isNotBlank();
    assertThat(run(ADMIN, "submit", "--role=agent", "--task=twice", "--key=cli-1"))
        .isEqualTo(Exit.USAGE);
  }

  @Test
  void what_the_doctor_of_the_service_finds_is_printed() {
    assertThat(run(VIEWER, "doctor")).isIn(Exit.OK, Exit.FAILED);
    assertThat(out.toString()).contains("ok       database", "SQLite");
  }

  @Test
  void events_are_printed_as_they_happen() throws Exception {
    run(ADMIN, "submit", "--role=agent", "--workflow=e", "--job-id=heard", "--wait");
    StringWriter heard = new StringWriter();
    PrintWriter to = new PrintWriter(heard, true);
    Thread listening =
        Thread.ofVirtual()
            .start(() ->
                Main.run(
                    to,
                    to,
                    "events",
                    "--workflow=e",
                    "--url=http://127.0.0.1:" + service.port(),
                    "--token=" + VIEWER));
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() ->
            assertThat(heard.toString().lines().toList())
                .satisfiesExactly(
                    line -> assertThat(line).startsWith("1 job_started {"),
                    line -> assertThat(line).startsWith("2 job_completed {")));
    listening.interrupt();
    listening.join();
    assertThat(run(VIEWER, "events")).isEqualTo(Exit.USAGE);
    assertThat(run("wrong", "events", "--job=heard")).isEqualTo(Exit.FAILED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "roles",
        "instances",
        "workflows",
        "failures",
        "counts",
        "operations",
        "audit",
        "jobs",
        "doctor"
      })
  void every_list_has_a_table_and_json(String command) {
    assertThat(run(VIEWER, command)).as(err.toString()).isIn(Exit.OK, Exit.FAILED);
    assertThat(out.toString()).isNotBlank();
    assertThat(run(VIEWER, command, "--json")).isIn(Exit.OK, Exit.FAILED);
    ApiClient.JSON.readTree(out.toString());
  }

  @Test
  void the_picture_is_drawn_once_for_scripts() {
    assertThat(run(VIEWER, "watch", "--once")).isEqualTo(Exit.OK);
    assertThat(out.toString())
        .contains("Backend Executor", "ROLE", "INSTANCE", "CREATED")
        .doesNotContain("\u001b");
  }

  @Test
  void what_goes_wrong_is_said_in_a_line() {
    assertThat(run("wrong", "roles")).isEqualTo(Exit.FAILED);
    assertThat(err.toString()).contains("this token is not known");
    assertThat(run(ADMIN, "roles", "--nonsense")).isEqualTo(Exit.USAGE);
    assertThat(run(ADMIN, "submit", "--role=nobody")).isEqualTo(Exit.USAGE);
    assertThat(err.toString()).contains("role: one of agent, inspector, manager is allowed");
    assertThat(run(ADMIN, "jobs", "--max-agent=3")).isEqualTo(Exit.USAGE);
    var nowhere = new PrintWriter(err, true);
    assertThat(Main.run(nowhere, nowhere, "roles", "--url=http://127.0.0.1:1"))
        .isEqualTo(Exit.UNAVAILABLE);
    assertThat(Main.run(nowhere, nowhere, "roles", "--url=ftp://x")).isEqualTo(Exit.USAGE);
  }
}
