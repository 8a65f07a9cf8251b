package io.github.backendexecutor.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import io.github.backendexecutor.app.dashboard.Chromium;
import io.github.backendexecutor.app.dashboard.Tab;
import io.github.backendexecutor.app.redis.EmbeddedRedis;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A real browser walks the pages of the whole service while a workflow runs.
@Timeout(600)
class LiveDashboardTest {
  private static final List<String> PAGES =
      List.of(
          "/",
          "/jobs",
          "/jobs?state=failed&state=completed&since=1h&q=work",
          "/job?id=flow%2Fplan",
          "/job?id=flow%2Fbroken",
          "/job?id=flow%2Flater",
          "/workflows",
          "/workflow?id=flow",
          "/failed",
          "/roles",
          "/instances",
          "/doctor",
          "/audit",
          "/login");

  @TempDir private static Path folder;
  private static Chromium chromium;
  private static EmbeddedRedis redis;
  private static ServiceHandle service;

  @BeforeAll
  static void startAll() throws Exception {
    chromium = Chromium.start();
    redis = EmbeddedRedis.start(folder.resolve("redis"), 0);
    List<String> settings = new ArrayList<>();
    settings.add("--redis-connection=127.0.0.1:" + redis.port());
    settings.add("--database-url=jdbc:sqlite:" + folder.resolve("executor.db"));
    settings.add("--executor.data=" + folder);
    settings.add("--server.port=0");
    settings.add("--log-level=warn");
    settings.add("--max-agent=2");
    for (String role : List.of("manager", "agent", "inspector")) {
      settings.add("--executor.roles." + role + ".plugin=" + NapRunner.class.getName());
      settings.add("--executor.roles." + role + ".retry.backoff=10ms");
    }
    service = ServiceWiring.start(settings);
    service.awaitReady();
    submit("manager", "flow/plan", "nap", "5", Map.of());
    submit("agent", "flow/broken", "never", "5", Map.of("parentJobId", "flow/plan"));
    for (int i = 0; i < 300; i++) {
      submit("agent", "flow/work-" + i, "nap", "2000", Map.of("parentJobId", "flow/plan"));
    }
    submit("inspector", "flow/later", "nap", "5", Map.of("delayMs", "3600000"));
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> state("flow/broken") == JobState.FAILED && state("flow/later") != null);
  }

  @AfterAll
  static void stopAll() {
    if (service != null) {
      service.close();
    }
    if (redis != null) {
      redis.close();
    }
    if (chromium != null) {
      chromium.close();
    }
  }

  @ParameterizedTest
  @CsvSource({"light,360", "light,1280", "light,2560", "dark,360", "dark,1280", "dark,2560"})
  void every_page_is_whole_while_a_workflow_runs(String theme, int width) {
    List<String> problems = new ArrayList<>();
    try (Tab tab = chromium.open(theme, width)) {
      for (String page : PAGES) {
        tab.go(address() + page);
        tab.shoot(
            "live/" + String.join("-", theme, "" + width, page.replaceAll("[^a-z0-9]+", "_")));
        tab.problems().forEach(problem -> problems.add(page + " " + problem));
      }
    }
    assertThat(problems).isEmpty();
  }

  @Test
  void a_job_that_runs_moves_without_a_reload() throws IOException {
    try (Tab tab = chromium.open("light", 1280)) {
      tab.go(address() + "/job?id=flow%2Fnew");
      Page page = tab.page();
      page.locator(".empty:has-text('No job has this id')").waitFor();
      submit("manager", "flow/new", "nap", "1500", Map.of());
      page.locator(".state-bar.is-completed").waitFor();
      assertThat(page.locator(".json-number").first().innerText()).isEqualTo("1");
    }
  }

  @Test
  void a_failed_job_is_run_again_and_both_generations_are_kept() throws IOException {
    submit("manager", "again", "never", "5", Map.of());
    await().atMost(Duration.ofSeconds(60)).until(() -> state("again") == JobState.FAILED);
    try (Tab tab = chromium.open("light", 1280)) {
      tab.go(address() + "/job?id=again");
      Page page = tab.page();
      page.locator("button:has-text('Retry')").first().click();
      page.locator("dialog button:has-text('Run it again')").click();
      page.locator("h2:has-text('Earlier generations')").waitFor();
      page.locator(".state-bar.is-failed").waitFor();
      assertThat(tab.complaints()).isEmpty();
    }
  }

  @Test
  void a_role_is_paused_and_resumed_from_its_page() throws IOException {
    try (Tab tab = chromium.open("dark", 1280)) {
      tab.go(address() + "/roles");
      Page page = tab.page();
      page.locator("button[aria-label='Pause inspector']").click();
      page.locator("dialog button:has-text('Pause the role')").click();
      page.locator("button[aria-label='Resume inspector']").click();
      page.locator("button[aria-label='Pause inspector']").waitFor();
      assertThat(tab.complaints()).isEmpty();
    }
  }

  private static String address() {
    return "http://127.0.0.1:" + service.port();
  }

  private static @Nullable JobState state(String id) {
    return service.history().job(new JobId(id)).map(job -> job.state()).orElse(null);
  }

  private static void submit(
      String role, String id, String task, String payload, Map<String, String> more) {
    Map<String, String> fields = new LinkedHashMap<>(more);
    fields.put("jobId", id);
    fields.put("workflowId", id.contains("/") ? "flow" : "");
    fields.put("connectionId", "");
    fields.put("task", task);
    fields.put("payload", payload);
    service.producer().add(new Role(role), fields);
  }
}
