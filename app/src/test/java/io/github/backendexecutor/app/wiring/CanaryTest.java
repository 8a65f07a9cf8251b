package io.github.backendexecutor.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.backendexecutor.app.api.gate.Rule;
import io.github.backendexecutor.app.api.gate.Rules;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/// Secrets of the configuration, put wherever they should not be, come out nowhere.
@Timeout(180)
class CanaryTest {
  private static final String ADMIN = "canary-admin-7c1e9a";
  private static final String VIEWER = "canary-viewer-5d2f8b";
  private static final String HUB = "canary-hub-secret-93ab";
  private static final String AZURE = "Y2FuYXJ5LWF6dXJlLWtleQ==";

  @Test
  void no_secret_comes_out(@TempDir Path folder) throws Exception {
    PrintStream before = System.out;
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    System.setOut(new PrintStream(log, true, StandardCharsets.UTF_8));
    StringBuilder answers = new StringBuilder();
    try (ApiStage stage = start(folder)) {
      LoggerFactory.getLogger("io.github.backendexecutor.canary")
          .error("told by a driver: {}", VIEWER, new IllegalStateException("within " + HUB));
      String spread = String.join(" ", ADMIN, VIEWER, HUB, AZURE);
      String id =
          stage.submit(
              "{\"role\":\"agent\",\"jobId\":\"c\",\"task\":\"never %s\",\"workflowId\":\"w\",\"payload\":[\"%s\"],\"fields\":{\"%s\":\"%s\"}}"
                  .formatted(ADMIN, spread, VIEWER, HUB));
      await().atMost(Duration.ofSeconds(60)).until(() -> !stage.job(id).get("finishedAt").isNull());
      for (Rule rule : new Rules().all()) {
        String path = rule.path().getPatternString();
        if (rule.method().equals("GET") && !path.endsWith("/events")) {
          String filled = path.replace("/jobs/{id}", "/jobs/c").replaceAll("\\{\\*?[a-z]+}", "w");
          answers.append(stage.get(filled).body()).append('\n');
        }
      }
      answers.append(stage.get("/api/v1/jobs?q=" + ADMIN + "&role=" + VIEWER + "&x=" + HUB).body());
      answers.append(stage.get("/hubs/jobs?id=1&access_token=" + VIEWER + "x").body());
      answers.append(stage.as(ADMIN + "-wrong").get("/api/v1/me").body());
    } finally {
      System.setOut(before);
    }
    String logged = log.toString(StandardCharsets.UTF_8);
    assertThat(logged).contains("told by a driver: ***", "within ***");
    for (String secret : List.of(ADMIN, VIEWER, HUB, AZURE)) {
      assertThat(answers.toString()).doesNotContain(secret);
      assertThat(logged).doesNotContain(secret);
    }
    assertThat(answers.toString()).contains("never ***");
  }

  private static ApiStage start(Path folder) throws Exception {
    return ApiStage.start(
            folder,
            "--executor.token=" + ADMIN,
            "--executor.viewer-token=" + VIEWER,
            "--executor.signalr.secret=" + HUB,
            "--executor.signalr.azure=Endpoint=http://127.0.0.1:9;AccessKey="
                + AZURE
                + ";Version=1.0;",
            "--executor.roles.agent.runner=echo",
            "--log-level=debug")
        .as(ADMIN);
  }
}
