package io.github.backendexecutor.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.github.backendexecutor.app.dashboard.Chromium;
import io.github.backendexecutor.app.dashboard.Tab;
import io.github.backendexecutor.app.demo.CompareCounts;
import io.github.backendexecutor.app.demo.CountScript;
import io.github.backendexecutor.app.demo.DemoRuns;
import io.github.backendexecutor.app.demo.DemoWorkflow;
import io.github.backendexecutor.app.demo.ListFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The demo's button, from the click to the end of its workflow.
@Timeout(300)
class DemoButtonTest {
  @TempDir private Path folder;

  @Test
  void the_button_leads_to_a_workflow_that_runs_to_its_end() throws Exception {
    Path counted = Files.createDirectories(folder.resolve("counted"));
    Files.writeString(counted.resolve("one.md"), "one line\n");
    Files.writeString(counted.resolve("two.md"), "two\nlines\n");
    try (Chromium chromium = Chromium.start();
        ApiStage stage = demo();
        Tab tab = chromium.open("light", 1280)) {
      stage.service.offerDemo(runs(stage, counted)::start);
      tab.go(stage.uri("/").toString());
      Page page = tab.page();
      page.locator("button:has-text('Run demo workflow')").click();
      page.waitForURL("**/workflow?id=demo-*");
      page.locator("text=4 completed").waitFor();
      assertThat(page.locator(".node").count()).isEqualTo(4);
      assertThat(tab.complaints()).isEmpty();
    }
  }

  @Test
  void a_paused_demo_does_not_keep_the_button_waiting() throws Exception {
    try (ApiStage stage = demo()) {
      DemoRuns runs = runs(stage, folder);
      stage.send("PATCH", "/api/v1/roles/manager", "{\"paused\":true}");
      Instant start = Instant.now();
      assertThat(runs.start()).startsWith("demo-");
      assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(60));
    }
  }

  private ApiStage demo() throws Exception {
    return ApiStage.start(
        folder,
        "--executor.roles.manager.plugin=" + ListFiles.class.getName(),
        "--executor.roles.inspector.plugin=" + CompareCounts.class.getName(),
        "--executor.roles.agent.plugin=",
        "--executor.roles.agent.command=[\"/bin/sh\",\"" + CountScript.install() + "\"]");
  }

  private static DemoRuns runs(ApiStage stage, Path counted) {
    ServiceHandle service = stage.service;
    return new DemoRuns(
        id ->
            new DemoWorkflow(
                service.producer(), service.history(), service.clock(), line -> {}, id),
        counted,
        service.history(),
        service.clock());
  }
}
