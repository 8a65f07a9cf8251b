package io.github.backendexecutor.app.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What people do on the pages, by keys and by pointer, and what the pages do when the service does
/// not answer.
@Timeout(300)
@SuppressWarnings("NullAway.Init") // each test opens its own
class PageDeedsTest {
  private static Chromium chromium;

  private StubApi api;
  private Tab tab;

  @BeforeAll
  static void startBrowser() throws IOException {
    chromium = Chromium.start();
  }

  @AfterAll
  static void stopBrowser() {
    if (chromium != null) {
      chromium.close();
    }
  }

  @AfterEach
  void stop() {
    tab.close();
    api.close();
  }

  private Page open(String scene, String path) throws IOException {
    api = new StubApi(Scene.of(scene), 0);
    tab = chromium.open("light", 1280);
    tab.go(api.url() + path);
    return tab.page();
  }

  @Test
  void what_a_job_says_is_shown_and_never_obeyed() throws IOException {
    Page page = open("small", "/job?id=%3Cb%3Ebold%3C%2Fb%3E%26%E2%80%AEid");
    String text = page.locator("main").innerText();
    assertThat(text).contains("<script>document.title='owned'</script>").contains("<b>key</b>");
    assertThat(text).contains("[RLO]").contains("[ESC]").contains("[BEL]").doesNotContain("\u202E");
    assertThat(page.locator("main script, main img, main b").count()).isZero();
    assertThat(page.title()).doesNotContain("owned");
    assertThat(tab.complaints()).isEmpty();
  }

  @Test
  void keys_search_move_and_open() throws IOException {
    Page page = open("small", "/jobs");
    page.keyboard().press("j");
    page.keyboard().press("j");
    page.keyboard().press("k");
    page.keyboard().press("j");
    assertThat(page.locator("tr.selected").count()).isEqualTo(1);
    String id = page.locator("tr.selected .col-job .id").getAttribute("title");
    page.keyboard().press("/");
    page.waitForResponse("**/jobs?*q=report*", () -> page.keyboard().type("report"));
    page.waitForURL("**/jobs?q=report");
    page.keyboard().press("Escape");
    // a new list selects nothing, so keys that were faster than the list are pressed again
    await()
        .until(() -> {
          page.keyboard().press("j");
          if (page.locator("tr.selected").count() == 1) {
            page.keyboard().press("Enter");
          }
          return page.url().contains("/job?id=");
        });
    page.waitForURL("**/job?id=*");
    assertThat(id).isNotBlank();
    page.keyboard().press("g");
    page.keyboard().press("o");
    page.waitForURL(api.url() + "/");
    page.keyboard().press("?");
    page.locator("dialog[open]").waitFor();
    page.keyboard().press("Escape");
    assertThat(page.locator("dialog[open]").count()).isZero();
  }

  @Test
  void everything_can_be_reached_by_tab_and_shows_that_it_was() throws IOException {
    Page page = open("small", "/roles");
    Set<String> seen = new HashSet<>();
    List<String> unseen = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      page.keyboard().press("Tab");
      Object[] focus =
          ((List<?>)
                  page.evaluate(
                      """
                      () => {
                        const e = document.activeElement;
                        const style = getComputedStyle(e);
                        return [e.getAttribute('aria-label') ?? e.textContent, e.tagName,
                          style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0];
                      }
                      """))
              .toArray();
      seen.add(String.valueOf(focus[0]));
      if (!focus[1].equals("BODY") && !Boolean.TRUE.equals(focus[2])) {
        unseen.add(String.valueOf(focus[0]));
      }
    }
    assertThat(unseen).isEmpty();
    assertThat(seen)
        .contains("Skip to the page", "Doctor", "Change the total limit", "Resume inspector");
  }

  @Test
  void a_filter_is_in_the_address_and_can_be_taken_away() throws IOException {
    Page page = open("small", "/jobs?state=failed&workflowId=flow-1");
    assertThat(page.locator(".toggle[aria-pressed=true]").innerText()).isEqualTo("failed");
    assertThat(page.locator(".badge.is-completed").count()).isZero();
    page.locator(".chip-button").click();
    page.waitForURL("**/jobs?state=failed");
    page.locator(".toggle[aria-pressed=true]").click();
    page.waitForURL("**/jobs");
    page.locator("#older").click();
    page.waitForURL("**/jobs?after=p2");
    page.goBack();
    page.waitForURL("**/jobs");
  }

  @Test
  void a_job_is_cancelled_and_run_again_only_after_a_question() throws IOException {
    Page page = open("small", "/job?id=state-running");
    page.locator("button:has-text('Cancel')").click();
    page.locator("dialog button:has-text('Keep as it is')").click();
    assertThat(api.changes()).isEmpty();
    page.locator("button:has-text('Cancel')").click();
    page.locator("dialog button:has-text('Cancel the job')").click();
    page.locator(".note").waitFor();
    tab.go(api.url() + "/job?id=state-failed");
    page.locator("button:has-text('Edit input')").click();
    page.locator("dialog textarea").fill("{\"n\": 12345678901234567890,");
    page.locator("dialog button:has-text('Run it again')").click();
    assertThat(page.locator("#payload-error").innerText()).startsWith("Not JSON");
    page.locator("dialog textarea").fill("{\"n\": 12345678901234567890}");
    page.locator("dialog button:has-text('Run it again')").click();
    page.locator(".note").waitFor();
    assertThat(api.changes())
        .containsExactly(
            "POST /jobs/state-running/cancel {}",
            "POST /jobs/state-failed/retry {\"payload\":{\"n\": 12345678901234567890}}");
  }

  @Test
  void many_are_run_again_at_once_and_how_far_that_is_is_shown() throws IOException {
    Page page = open("small", "/failed");
    page.locator("button:has-text('Retry all')").first().click();
    page.locator("dialog button:has-text('Run them again')").click();
    page.locator(".operation:has-text('5,244')").waitFor();
    assertThat(api.changes())
        .containsExactly(
            "POST /jobs/bulk/retry"
                + " {\"filter\":{\"role\":\"manager\",\"state\":[\"failed\"],\"errorKey\":\"e0\"}}");
  }

  @Test
  void limits_change_while_work_goes_on() throws IOException {
    Page page = open("small", "/roles");
    page.locator("button[aria-label='Limit of agent: change']").click();
    page.locator("dialog input[name=max]").fill("7");
    page.locator("dialog button:has-text('Change the limit')").click();
    page.locator(".note").waitFor();
    page.locator("button[aria-label='Resume inspector']").click();
    await().until(() -> api.changes().size() == 2);
    assertThat(api.changes())
        .containsExactly(
            "PATCH /roles/agent {\"max\":7}", "PATCH /roles/inspector {\"paused\":false}");
  }

  @Test
  void who_only_looks_finds_the_buttons_off_and_reads_why() throws IOException {
    Page page = open("viewer", "/job?id=state-failed");
    assertThat(page.locator("button:has-text('Retry')").first().isDisabled()).isTrue();
    assertThat(page.locator("button:has-text('Retry')").first().getAttribute("title"))
        .contains("needs the role operator");
  }

  @Test
  void who_is_unknown_is_led_to_the_login_and_back() throws IOException {
    Page page = open("refused", "/jobs?role=agent");
    page.waitForURL("**/login?next=%2Fjobs%3Frole%3Dagent");
    page.locator("input[type=password]").fill("wrong");
    page.keyboard().press("Enter");
    page.locator("#login-error:has-text('not known')").waitFor();
    page.locator("input[type=password]").fill("right");
    // the list is refused again at once, so the page does not stay there but comes here anew
    page.evaluate("() => { document.body.dataset.seen = 'yes'; }");
    String asked = api.url() + "/jobs?role=agent";
    page.waitForResponse(
        response -> response.url().equals(asked), () -> page.keyboard().press("Enter"));
    assertThat(api.changes()).hasSize(2);
    page.waitForFunction(
        "() => location.pathname === '/login' && document.body && !document.body.dataset.seen");
    assertThat(page.url()).endsWith("/login?next=%2Fjobs%3Frole%3Dagent");
    page.navigate(api.url() + "/login?next=//evil.example/");
    page.locator("input[type=password]").fill("right");
    page.keyboard().press("Enter");
    await().until(() -> api.changes().size() == 3);
    assertThat(page.url()).startsWith(api.url());
  }

  @Test
  void a_service_that_is_away_is_said_over_what_was_last_seen() throws IOException {
    Page page = open("small", "/jobs");
    int rows = page.locator(".jobs tbody tr").count();
    api.down(true);
    page.locator(".alarm:has-text('has not answered')").waitFor();
    assertThat(page.locator(".jobs tbody tr").count()).isEqualTo(rows);
    assertThat(page.locator(".connection").innerText()).isEqualTo("offline");
    api.down(false);
    page.waitForFunction("() => !document.querySelector('.alarm')");
  }

  @Test
  void without_a_stream_of_events_the_page_asks_again_and_again() throws IOException {
    Page page = open("small", "/");
    page.locator(".connection:has-text('live')").waitFor();
    api.streaming(false);
    page.locator(".connection:has-text('polling')").waitFor();
    page.waitForResponse(
        answer -> answer.url().endsWith("/overview"), () -> page.locator("h1").isVisible());
  }

  @Test
  void what_a_run_writes_is_shown_as_it_is_written() throws IOException {
    Page page = open("small", "/job?id=state-running");
    page.locator(".connection:has-text('live')").waitFor();
    api.tell(
        "job_log",
        Map.of("jobId", "state-running", "attempt", 3, "text", "said \u001B[31mjust now"));
    page.locator(".log:has-text('said [ESC][31mjust now')").waitFor();
    assertThat(tab.complaints()).isEmpty();
  }

  @Test
  void the_chart_names_hours_and_minutes_also_across_midnight() throws IOException {
    Page page = open("small", "/");
    assertThat(page.locator(".chart-times span").allTextContents())
        .hasSize(3)
        .allMatch(time -> time.matches("\\d\\d:\\d\\d"));
  }

  @Test
  void the_theme_is_chosen_and_kept() throws IOException {
    Page page = open("small", "/");
    page.locator("button[aria-label='Use the dark theme']").click();
    page.locator("html[data-theme='dark']").waitFor(); // it is set after the button's own change
    assertThat(page.evaluate("() => getComputedStyle(document.body).backgroundColor"))
        .isEqualTo("rgb(14, 18, 23)");
    page.reload();
    tab.settle();
    assertThat(page.evaluate("() => getComputedStyle(document.body).backgroundColor"))
        .isEqualTo("rgb(14, 18, 23)");
  }
}
