package io.github.backendexecutor.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.backendexecutor.executor.job.Actor;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.job.RoleControl;
import io.github.backendexecutor.executor.spi.Controls;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What the API changes, over HTTP, in a whole service.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(240)
class ApiChangeTest {
  private static final String OPERATOR = "operator-token-0123456789";
  private static final String ADMIN = "admin-token-0123456789";

  @SuppressWarnings("NullAway.Init")
  private ApiStage stage;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    stage =
        ApiStage.start(
                folder,
                "--executor.token=" + ADMIN,
                "--executor.operator-token=" + OPERATOR,
                "--executor.roles.agent.retry.max-attempts=1",
                "--executor.max-entry-bytes=100000")
            .as(ADMIN);
  }

  @AfterAll
  void stop() {
    stage.close();
  }

  @Test
  void a_role_that_nobody_serves_any_more_is_shown_as_long_as_it_is_paused() throws Exception {
    stage.as(ADMIN);
    stage
        .service
        .bean(Controls.class)
        .set(new Role("left"), new RoleControl(true, null), new Actor("test"));
    await().until(() -> stage.get("/api/v1/roles").body().contains("\"role\":\"left\""));
    HttpResponse<String> resumed = stage.send("PATCH", "/api/v1/roles/left", "{\"paused\":false}");
    assertThat(resumed.statusCode()).isEqualTo(200);
    assertThat(resumed.body()).contains("\"paused\":false", "\"instances\":0");
    assertThat(stage.send("PATCH", "/api/v1/roles/left", "{\"paused\":true}").statusCode())
        .isEqualTo(404);
  }

  @Test
  void the_same_request_under_a_key_is_one_job() throws Exception {
    String body = "{\"role\":\"agent\",\"task\":\"nap\",\"payload\":1}";
    HttpResponse<String> first = keyed("k1", body);
    assertThat(first.statusCode()).isEqualTo(202);
    HttpResponse<String> again = keyed("k1", body);
    assertThat(again.statusCode()).isEqualTo(202);
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(again.headers().firstValue("Idempotent-Replayed")).hasValue("true");
    assertThat(again.headers().firstValue("Location"))
        .isEqualTo(first.headers().firstValue("Location"));
    assertThat(keyed("k1", body.replace("1}", "2}")).statusCode()).isEqualTo(422);
    assertThat(keyed("k2", body).body()).isNotEqualTo(first.body());
    assertThat(keyed(" ", body).statusCode()).isEqualTo(400);
  }

  private HttpResponse<String> keyed(String key, String body) throws Exception {
    return stage.send("POST", "/api/v1/jobs", body, "Idempotency-Key", key);
  }

  @Test
  void all_that_is_wrong_with_a_job_is_said_at_once() throws Exception {
    HttpResponse<String> answer =
        stage.post(
            "/api/v1/jobs",
            """
            {"role":"nobody","jobId":"a\\u0000","delayMs":-1,"runAt":"soon","maxAttempts":"3",
             "priority":1.5,"traceparent":"x","fields":{"task":"x","n":1},"paylod":{}}
            """);
    assertThat(answer.statusCode()).isEqualTo(400);
    JsonNode problem = ApiStage.JSON.readTree(answer.body());
    assertThat(problem.get("errors").valueStream().map(e -> e.get("field").stringValue()))
        .containsExactlyInAnyOrder(
            "role",
            "jobId",
            "delayMs",
            "runAt",
            "maxAttempts",
            "priority",
            "traceparent",
            "fields.task",
            "fields.n",
            "paylod");
  }

  @Test
  void a_job_that_is_too_large_is_refused() throws Exception {
    String body = "{\"role\":\"agent\",\"payload\":\"" + "x".repeat(100_001) + "\"}";
    HttpResponse<String> answer = stage.post("/api/v1/jobs", body);
    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.body()).contains("executor.max-entry-bytes");
  }

  @Test
  void a_running_job_is_cancelled_and_the_log_of_changes_says_who_did_it() throws Exception {
    String id =
        stage.as(OPERATOR).submit("{\"role\":\"agent\",\"task\":\"nap\",\"payload\":60000}");
    stage.awaitState(id, "running");
    HttpResponse<String> answer =
        stage.send("POST", "/api/v1/jobs/" + ApiStage.encoded(id) + "/cancel", null);
    assertThat(answer.body()).contains("\"answer\":\"stopping\"");
    stage.awaitState(id, "cancelled");
    assertThat(stage.send("POST", "/api/v1/jobs/" + ApiStage.encoded(id) + "/cancel", "{}").body())
        .contains("\"answer\":\"ended_before\"");
    JsonNode lines = stage.as(ADMIN).json("/api/v1/audit?limit=200").get("items");
    List<String> mine =
        lines
            .valueStream()
            .filter(line -> line.get("target").stringValue().equals(id))
            .map(line ->
                line.get("actor").stringValue()
                    + " "
                    + line.get("action").stringValue()
                    + " "
                    + line.get("detail").stringValue())
            .toList();
    assertThat(mine)
        .containsExactly(
            "operator token cancel ended_before",
            "operator token cancel stopping",
            "operator token submit role agent");
  }

  @Test
  void an_ended_job_runs_again_with_another_payload() throws Exception {
    String id =
        stage
            .as(ADMIN)
            .submit("{\"role\":\"agent\",\"task\":\"nap\",\"payload\":1,\"jobId\":\"r\"}");
    stage.awaitState(id, "completed");
    HttpResponse<String> answer = stage.post("/api/v1/jobs/r/retry", "{\"payload\":2}");
    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(ApiStage.JSON.readTree(answer.body()).get("generation").intValue()).isEqualTo(2);
    JsonNode job = stage.awaitState(id, "completed");
    assertThat(job.get("payload").intValue()).isEqualTo(2);
    assertThat(job.get("attempt").intValue()).isEqualTo(2);
    assertThat(job.get("generations").get(0).get("state").stringValue()).isEqualTo("completed");
    assertThat(job.get("generations").get(0).get("retriedBy").stringValue())
        .isEqualTo("admin token");
    String waits = stage.submit("{\"role\":\"agent\",\"delayMs\":3600000,\"jobId\":\"later\"}");
    JsonNode scheduled = stage.awaitState(waits, "scheduled");
    assertThat(scheduled.get("waiting").get("reason").stringValue()).isEqualTo("scheduled");
    assertThat(stage.post("/api/v1/jobs/later/retry", "{}").statusCode()).isEqualTo(409);
    assertThat(stage.post("/api/v1/jobs/none/retry", "{}").statusCode()).isEqualTo(404);
  }

  @Test
  void all_failed_jobs_of_a_kind_run_again() throws Exception {
    for (int i = 0; i < 5; i++) {
      stage.submit(
          "{\"role\":\"agent\",\"task\":\"fail once\",\"workflowId\":\"bulk\",\"payload\":1}");
    }
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> stage.json("/api/v1/jobs?workflowId=bulk&state=failed").get("items").size() == 5);
    JsonNode group = stage.json("/api/v1/failures").get("items").get(0);
    assertThat(group.get("count").intValue()).isEqualTo(5);
    assertThat(stage.post("/api/v1/jobs/bulk/retry", "{}").statusCode()).isEqualTo(400);
    HttpResponse<String> begun =
        stage.post(
            "/api/v1/jobs/bulk/retry",
            "{\"filter\":{\"workflowId\":\"bulk\",\"state\":[\"failed\"]}}");
    assertThat(begun.statusCode()).isEqualTo(202);
    String operation = ApiStage.JSON.readTree(begun.body()).get("operationId").stringValue();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() ->
            stage
                .json("/api/v1/operations/" + operation)
                .get("state")
                .stringValue()
                .equals("done"));
    assertThat(stage.json("/api/v1/operations/" + operation).get("changed").intValue())
        .isEqualTo(5);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() ->
            stage.json("/api/v1/jobs?workflowId=bulk&state=completed").get("items").size() == 5);
  }

  @Test
  void limits_change_and_go_back() throws Exception {
    HttpResponse<String> answer = stage.send("PATCH", "/api/v1/roles/manager", "{\"max\":7}");
    assertThat(answer.body()).contains("\"max\":7", "\"configured\":0");
    assertThat(stage.send("PATCH", "/api/v1/roles/manager", "{\"max\":null}").body())
        .contains("\"max\":0");
    assertThat(stage.send("PATCH", "/api/v1/limits", "{\"total\":9}").body())
        .isEqualTo("{\"total\":9}");
    assertThat(stage.send("PATCH", "/api/v1/limits", "{\"total\":null}").body())
        .isEqualTo("{\"total\":0}");
    assertThat(stage.send("PATCH", "/api/v1/limits", "{}").statusCode()).isEqualTo(400);
    assertThat(stage.send("PATCH", "/api/v1/limits", "{\"total\":-1}").statusCode()).isEqualTo(400);
    assertThat(stage.send("PATCH", "/api/v1/roles/none", "{\"max\":1}").statusCode())
        .isEqualTo(404);
    assertThat(stage.as(OPERATOR).send("PATCH", "/api/v1/limits", "{\"total\":1}").statusCode())
        .isEqualTo(403);
    stage.as(ADMIN);
  }
}
