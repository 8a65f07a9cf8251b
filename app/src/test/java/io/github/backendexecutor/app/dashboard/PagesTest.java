package io.github.backendexecutor.app.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every page in a real browser, over answers that are as large, empty and hostile as they get.
@Timeout(600)
class PagesTest {
  private static final List<String> ALL =
      List.of(
          "/",
          "/jobs",
          "/jobs?state=failed&role=agent&workflowId=w&errorKey=e",
          "/job?id=state-running",
          "/job?id=state-failed",
          "/job?id=state-ready",
          "/job?id=report-3",
          "/workflows",
          "/workflow?id=flow-1",
          "/workflow?id=tree",
          "/workflow?id=big",
          "/failed",
          "/roles",
          "/instances",
          "/doctor",
          "/audit",
          "/login");

  private static Chromium chromium;

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

  @ParameterizedTest
  @CsvSource({"small,light,1280", "small,dark,360"})
  void every_page_is_whole_and_for_everybody(String scene, String theme, int width)
      throws IOException {
    walk(scene, theme, width, ALL);
  }

  @ParameterizedTest
  @CsvSource({"many,light,2560", "many,dark,360"})
  void thirty_roles_fit_as_well_as_three(String scene, String theme, int width) throws IOException {
    walk(scene, theme, width, List.of("/", "/jobs", "/failed", "/roles", "/instances"));
  }

  @ParameterizedTest
  @CsvSource({"empty,light,360", "empty,dark,1280"})
  void every_page_says_what_it_is_empty_of(String scene, String theme, int width)
      throws IOException {
    walk(
        scene,
        theme,
        width,
        ALL.stream()
            .filter(page -> !page.startsWith("/job?") && !page.startsWith("/workflow?"))
            .toList());
  }

  private static void walk(String scene, String theme, int width, List<String> pages)
      throws IOException {
    try (StubApi api = new StubApi(Scene.of(scene), 0);
        Tab tab = chromium.open(theme, width)) {
      List<String> problems = new ArrayList<>();
      for (String page : pages) {
        String name =
            String.join("-", scene, theme, "" + width, page.replaceAll("[^a-z0-9]+", "_"));
        tab.go(api.url() + page);
        tab.shoot("stub/" + name);
        tab.problems().forEach(problem -> problems.add(page + " " + problem));
        assertThat(tab.page().title()).doesNotContain("owned");
      }
      assertThat(problems).isEmpty();
    }
  }
}
