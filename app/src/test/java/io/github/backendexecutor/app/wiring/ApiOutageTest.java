package io.github.backendexecutor.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.backendexecutor.app.redis.EmbeddedRedis;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What the API says while Redis is away.
@Timeout(180)
class ApiOutageTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  @Test
  void an_outage_began_when_it_was_met_and_not_when_somebody_looked() throws Exception {
    try (ApiStage stage = ApiStage.start(folder)) {
      stage.redis.close();
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> stage.get("/actuator/health/readiness").statusCode() == 503);
      Instant met = Instant.now();
      await().until(() -> Instant.now().isAfter(met.plusSeconds(2)));

      JsonNode outage = stage.json("/api/v1/overview").get("outages").get(0);
      assertThat(outage.get("server").stringValue()).isEqualTo("redis");
      assertThat(Instant.parse(outage.get("since").stringValue())).isBefore(met.plusSeconds(1));
      assertThat(outage.get("sentence").stringValue())
          .startsWith("Redis has been out of reach for ");
      // only Redis could tell whether there is such a job
      HttpResponse<String> unknown = stage.get("/api/v1/jobs/unknown");
      assertThat(unknown.statusCode()).isEqualTo(503);
      assertThat(unknown.headers().firstValue("Retry-After")).isPresent();
    }
  }

  @Test
  void a_service_that_waits_for_redis_at_its_start_says_so() throws Exception {
    int port;
    try (EmbeddedRedis redis = EmbeddedRedis.start(folder.resolve("before"), 0)) {
      port = redis.port();
    }
    try (ApiStage stage = ApiStage.startWaiting(folder, "--redis-connection=127.0.0.1:" + port)) {
      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() -> {
            JsonNode overview = stage.json("/api/v1/overview");
            assertThat(overview.get("ready").booleanValue()).isFalse();
            assertThat(overview.get("outages").size()).isEqualTo(1);
          });
      assertThat(stage.json("/api/v1/overview").get("outages").get(0).get("server").stringValue())
          .isEqualTo("redis");
    }
  }
}
