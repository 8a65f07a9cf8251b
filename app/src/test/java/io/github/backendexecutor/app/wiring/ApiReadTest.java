package io.github.backendexecutor.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What the API shows of jobs, over HTTP, from a whole service.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
class ApiReadTest {
  @SuppressWarnings("NullAway.Init")
  private ApiStage stage;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    stage = ApiStage.start(folder);
  }

  @AfterAll
  void stop() {
    stage.close();
  }

  @Test
  void a_submitted_job_is_shown_from_its_stream_to_its_end() throws Exception {
    String id =
        stage.submit(
            """
            {"role":"agent","jobId":"a/b:c d","workflowId":"w1","task":"nap","payload":5,
             "connectionId":"c","fields":{"customer":"Müller"},"maxAttempts":2}
            """);
    JsonNode job = stage.awaitState(id, "completed");
    assertThat(job.get("jobId").stringValue()).isEqualTo("a/b:c d");
    assertThat(job.get("payload").intValue()).isEqualTo(5);
    assertThat(job.get("fields").get("customer").stringValue()).isEqualTo("Müller");
    assertThat(job.get("maxAttempts").intValue()).isEqualTo(2);
    assertThat(job.get("generation").intValue()).isEqualTo(1);
    assertThat(job.get("waiting").isNull()).isTrue();
    assertThat(job.get("createdAt").stringValue()).matches("[\\d-]+T[\\d:]+\\.\\d{3}Z");
    Instant.parse(job.get("finishedAt").stringValue());
    JsonNode runs = stage.json("/api/v1/jobs/" + ApiStage.encoded(id) + "/attempts").get("items");
    assertThat(runs.size()).isEqualTo(1);
    assertThat(runs.get(0).get("outcome").stringValue()).isEqualTo("completed");
    JsonNode list = stage.json("/api/v1/jobs?workflowId=w1&state=completed&state=failed");
    assertThat(list.get("items").get(0).get("jobId").stringValue()).isEqualTo("a/b:c d");
    assertThat(list.get("next").isNull()).isTrue();
    JsonNode workflow = stage.json("/api/v1/workflows/w1");
    assertThat(workflow.get("counts").get("completed").intValue()).isEqualTo(1);
    assertThat(workflow.get("jobs").get(0).get("jobId").stringValue()).isEqualTo("a/b:c d");
  }

  @Test
  void payload_and_output_are_files_to_download() throws Exception {
    String id = stage.submit("{\"role\":\"agent\",\"task\":\"nap\",\"payload\":7}");
    stage.awaitState(id, "completed");
    HttpResponse<String> file = stage.get("/api/v1/jobs/" + ApiStage.encoded(id) + "/payload");
    assertThat(file.body()).isEqualTo("7");
    assertThat(file.headers().firstValue("Content-Disposition"))
        .hasValue("attachment; filename=\"payload.json\"");
    assertThat(file.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
  }

  @Test
  void an_entry_that_nobody_reads_is_queued_and_says_why() throws Exception {
    assertThat(stage.send("PATCH", "/api/v1/roles/inspector", "{\"paused\":true}").statusCode())
        .isEqualTo(200);
    // a pause is heard of soon, not at once
    await()
        .until(() -> {
          String id = stage.submit("{\"role\":\"inspector\"}");
          return stage.job(id).path("state").asString("").equals("queued");
        });
    String id =
        stage.submit("{\"role\":\"inspector\",\"jobId\":\"waits\",\"payload\":{\"a\":1.50}}");
    JsonNode job = stage.job(id);
    assertThat(job.get("state").stringValue()).isEqualTo("queued");
    assertThat(job.get("waiting").get("reason").stringValue()).isEqualTo("paused");
    assertThat(job.get("waiting").get("sentence").stringValue()).contains("inspector is paused");
    assertThat(stage.get("/api/v1/jobs/waits").body()).contains("\"payload\":{\"a\":1.50}");
    JsonNode role = role("inspector");
    assertThat(role.get("paused").booleanValue()).isTrue();
    await().until(() -> role("inspector").get("waiting").get("queued").intValue() > 0);
    assertThat(stage.send("PATCH", "/api/v1/roles/inspector", "{\"paused\":false}").body())
        .contains("\"paused\":false");
    stage.awaitState("waits", "completed");
  }

  private JsonNode role(String name) throws Exception {
    return StreamSupport.stream(stage.json("/api/v1/roles").get("items").spliterator(), false)
        .filter(role -> role.get("role").stringValue().equals(name))
        .findAny()
        .orElseThrow();
  }

  @Test
  void the_overview_has_all_parts() throws Exception {
    JsonNode overview = stage.json("/api/v1/overview");
    assertThat(overview.get("ready").booleanValue()).isTrue();
    assertThat(overview.get("demo").booleanValue()).isFalse();
    assertThat(overview.get("perMinute").size()).isEqualTo(60);
    assertThat(overview.get("roles").size()).isEqualTo(3);
    assertThat(overview.get("instances").get(0).get("me").booleanValue()).isTrue();
    assertThat(overview.get("instances").get(0).get("roles").size()).isEqualTo(3);
    assertThat(overview.get("outages").isEmpty()).isTrue();
  }

  @Test
  void all_other_lists_answer() throws Exception {
    for (String path :
        List.of(
            "/api/v1/instances",
            "/api/v1/failures",
            "/api/v1/workflows",
            "/api/v1/audit",
            "/api/v1/counts?step=5m",
            "/api/v1/operations",
            "/api/v1/doctor")) {
      assertThat(stage.json(path).get("items").isArray()).as(path).isTrue();
    }
    JsonNode me = stage.json("/api/v1/me");
    assertThat(me.get("role").stringValue()).isEqualTo("admin");
    assertThat(me.get("auth").stringValue()).isEqualTo("none");
  }

  @Test
  void what_is_not_there_is_a_problem() throws Exception {
    HttpResponse<String> answer = stage.get("/api/v1/jobs/no%20such");
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    JsonNode problem = ApiStage.JSON.readTree(answer.body());
    assertThat(problem.get("type").stringValue()).isEqualTo("about:blank");
    assertThat(problem.get("title").stringValue()).isEqualTo("Not Found");
    assertThat(problem.get("status").intValue()).isEqualTo(404);
    assertThat(problem.get("detail").stringValue()).isEqualTo("there is no job no such");
    assertThat(problem.get("instance").stringValue()).isEqualTo("/api/v1/jobs/no%20such");
  }

  @Test
  void wrong_queries_say_what_is_allowed() throws Exception {
    HttpResponse<String> answer =
        stage.get("/api/v1/jobs?state=done&limit=1000&from=yesterday&sate=x&after=1");
    assertThat(answer.statusCode()).isEqualTo(400);
    JsonNode errors = ApiStage.JSON.readTree(answer.body()).get("errors");
    assertThat(errors.valueStream().map(e -> e.get("field").stringValue()))
        .containsExactlyInAnyOrder("state", "limit", "from", "sate", "after");
  }

  @Test
  void the_description_has_every_field_of_every_body() throws Exception {
    JsonNode paths = stage.json("/api/v1/openapi.json").get("paths");
    for (String route :
        List.of(
            "POST /api/v1/jobs",
            "POST /api/v1/jobs/{id}/retry",
            "POST /api/v1/jobs/bulk/retry",
            "PATCH /api/v1/roles/{role}",
            "PATCH /api/v1/limits",
            "POST /api/v1/session")) {
      String[] words = route.split(" ", -1);
      HttpResponse<String> answer =
          stage.send(words[0], words[1].replaceAll("\\{[a-z]+}", "agent"), "{\"zzz\":1}");
      assertThat(answer.statusCode()).as(route).isEqualTo(400);
      JsonNode described =
          paths
              .at("/" + words[1].replace("/", "~1") + "/" + words[0].toLowerCase(Locale.ROOT))
              .at("/requestBody/content/application~1json/schema/properties");
      String known = described.propertyNames().stream().sorted().collect(Collectors.joining(", "));
      assertThat(answer.body()).as(route).contains("known are " + known + "\"");
    }
  }
}
