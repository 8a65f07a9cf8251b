package io.github.backendexecutor.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.github.backendexecutor.app.dashboard.Chromium;
import io.github.backendexecutor.app.dashboard.Tab;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// How the service hands out its pages, where a token is asked for.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
class DashboardHttpTest {
  private static final String TOKEN = "an-admin-token-0123456789";

  @SuppressWarnings("NullAway.Init")
  private ApiStage stage;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    stage = ApiStage.start(folder, "--executor.token=" + TOKEN);
  }

  @AfterAll
  void stop() {
    stage.close();
  }

  @Test
  void a_page_has_one_policy_that_allows_its_import_map_and_nothing_else_inline() throws Exception {
    HttpResponse<String> page = stage.get("/jobs?state=failed");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().allValues("Content-Security-Policy"))
        .singleElement()
        .asString()
        .contains("script-src 'self' 'sha256-", "frame-ancestors 'none'")
        .doesNotContain("unsafe");
    assertThat(page.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
    assertThat(page.headers().allValues("Cache-Control")).containsExactly("no-cache");
  }

  @Test
  void an_unchanged_page_is_not_sent_again() throws Exception {
    String tag = stage.get("/").headers().firstValue("ETag").orElseThrow();
    assertThat(stage.send("GET", "/", null, "If-None-Match", tag).statusCode()).isEqualTo(304);
  }

  @Test
  void a_file_is_kept_for_good_under_its_version_and_not_under_another() throws Exception {
    Matcher named = Pattern.compile("/assets/(\\w+)/js/main.js").matcher(stage.get("/").body());
    assertThat(named.find()).isTrue();
    HttpResponse<String> file =
        stage.send("GET", named.group(), null, "Accept-Encoding", "br, gzip");
    assertThat(file.headers().allValues("Cache-Control"))
        .containsExactly("max-age=31536000, public, immutable");
    assertThat(file.headers().firstValue("Content-Encoding")).hasValue("gzip");
    assertThat(file.headers().firstValue("Vary")).hasValue("Accept-Encoding");
    HttpResponse<String> other = stage.get("/assets/0/js/main.js");
    assertThat(other.headers().allValues("Cache-Control")).containsExactly("no-cache");
    assertThat(other.body()).contains("import { render } from 'preact'");
    for (String none : List.of("/assets/0/none.js", "/assets/0/index.html", "/assets/0/")) {
      assertThat(stage.get(none).statusCode()).as(none).isEqualTo(404);
    }
    for (String inside : List.of("/webjars/preact/10.28.0/package.json", "/dashboard/index.html")) {
      assertThat(stage.get(inside).statusCode()).as(inside).isEqualTo(404);
    }
  }

  @Test
  void a_token_opens_the_pages_and_leaving_closes_them() throws Exception {
    try (Chromium chromium = Chromium.start();
        Tab tab = chromium.open("light", 1280)) {
      Page page = tab.page();
      page.navigate(stage.uri("/roles").toString());
      page.waitForURL("**/login?next=%2Froles");
      page.locator("input[type=password]").fill("wrong-token-0123456789");
      page.keyboard().press("Enter");
      page.locator("#login-error:has-text('not known')").waitFor();
      page.locator("input[type=password]").fill(TOKEN);
      page.keyboard().press("Enter");
      page.waitForURL("**/roles");
      page.locator("button[aria-label='Limit of agent: change']").click();
      page.locator("dialog input[name=max]").fill("3");
      page.locator("dialog button:has-text('Change the limit')").click();
      page.locator("td:has-text('0 / 3')").waitFor();
      page.locator("button[aria-label='Log out']").click();
      page.waitForURL("**/login");
      page.navigate(stage.uri("/roles").toString());
      page.waitForURL("**/login?next=%2Froles");
    }
  }
}
