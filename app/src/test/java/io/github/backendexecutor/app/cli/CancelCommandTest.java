package io.github.backendexecutor.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.backendexecutor.app.redis.EmbeddedRedis;
import io.github.backendexecutor.app.wiring.ServiceHandle;
import io.github.backendexecutor.app.wiring.ServiceWiring;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.Role;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Cancelling jobs of a running service from the command line.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
@SuppressWarnings("NullAway.Init")
class CancelCommandTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Role AGENT = new Role("agent");

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
            "--executor.data=" + folder.resolve("data"),
            "--database-url=jdbc:sqlite:" + folder.resolve("executor.db"));
    List<String> all = new ArrayList<>(settings);
    all.add("--server.port=0");
    all.add("--log-level=error");
    all.add("--executor.shutdown-grace=1s");
    all.add("--executor.roles.agent.command=[\"sleep\",\"60\"]");
    service = ServiceWiring.start(all);
    service.awaitReady();
  }

  @AfterAll
  void stop() {
    service.close();
    redis.close();
  }

  @Test
  void a_running_job_is_stopped_and_waited_for() {
    add("running", Map.of());
    await().until(() -> state("running") == JobState.RUNNING);
    assertThat(run("cancel", "running", "--wait")).isEqualTo(Exit.OK);
    assertThat(out.toString()).isEqualTo("running: cancelled" + System.lineSeparator());
    assertThat(err.toString()).isEmpty();
    assertThat(state("running")).isEqualTo(JobState.CANCELLED);

    assertThat(run("show", "running")).isEqualTo(Exit.OK);
    assertThat(out.toString()).contains("cancelled", "attempt 1");
  }

  @Test
  void waiting_unseen_and_ended_jobs_are_each_told() {
    add("waiting", Map.of("delayMs", "600000"));
    await().until(() -> state("waiting") == JobState.SCHEDULED);
    assertThat(run("cancel", "waiting", "never \u001b[2J seen")).isEqualTo(Exit.USAGE);
    assertThat(state("waiting")).isEqualTo(JobState.SCHEDULED);
    assertThat(run("cancel", "waiting", "unseen", "waiting")).isEqualTo(Exit.OK);
    assertThat(out.toString().lines())
        .containsExactly(
            "waiting: cancelled; it was waiting",
            "unseen: cancelled; no such job has come yet, and when it comes it is not run");

    assertThat(run("cancel", "waiting")).isEqualTo(Exit.FAILED);
    assertThat(err.toString())
        .startsWith("waiting: had ended before, as cancelled; nothing was changed");

    add("unseen", Map.of());
    await().until(() -> service.history().job(new JobId("unseen")).orElseThrow().entry() != null);
    assertThat(state("unseen")).isEqualTo(JobState.CANCELLED);
  }

  @Test
  void scripts_get_json() {
    assertThat(run("cancel", "for-json", "--json")).isEqualTo(Exit.OK);
    JsonNode answer = JSON.readTree(out.toString()).path(0);
    assertThat(answer.path("jobId").asString()).isEqualTo("for-json");
    assertThat(answer.path("answer").asString()).isEqualTo("unseen");
    assertThat(answer.path("state").asString()).isEqualTo("cancelled");
  }

  @Test
  void a_cancel_holds_when_redis_cannot_be_told() {
    add("alone", Map.of());
    await().until(() -> state("alone") == JobState.RUNNING);
    assertThat(runAlone("cancel", "alone", settings.get(2), "--redis-connection=127.0.0.1:1"))
        .isEqualTo(Exit.OK);
    assertThat(out.toString()).startsWith("alone: is being stopped");
    assertThat(err.toString().lines()).hasSize(1);
    assertThat(err.toString()).startsWith("Redis could not be told, so running jobs stop");
    await().atMost(Duration.ofSeconds(20)).until(() -> state("alone") == JobState.CANCELLED);
  }

  @Test
  void without_a_database_nothing_is_cancelled() {
    assertThat(runAlone("cancel", "x", "--database-url=jdbc:sqlite:/no/such/folder/x.db"))
        .isEqualTo(Exit.UNAVAILABLE);
    assertThat(runAlone("cancel")).isEqualTo(Exit.USAGE);
  }

  private void add(String id, Map<String, String> more) {
    Map<String, String> fields = new java.util.LinkedHashMap<>(more);
    fields.put("jobId", id);
    service.producer().add(AGENT, fields);
  }

  private @org.jspecify.annotations.Nullable JobState state(String id) {
    return service.history().job(new JobId(id)).map(job -> job.state()).orElse(null);
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
