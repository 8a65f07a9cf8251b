package io.github.backendexecutor.app.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The files for the browser: how much they are, and what may never be in them.
class AssetsTest {
  private static final int MOST_BYTES = 200_000;

  private final Assets assets = Assets.load();

  @Test
  void a_first_load_is_small() {
    int bytes = assets.page().packed().length;
    for (String name : assets.names()) {
      bytes += assets.file(name).orElseThrow().packed().length;
    }
    System.out.println("first load of the dashboard: " + bytes + " bytes");
    assertThat(bytes).isLessThan(MOST_BYTES);
  }

  @Test
  void no_script_of_ours_makes_text_into_elements_or_code() {
    for (String name : assets.names()) {
      if (name.startsWith("js/")) {
        assertThat(text(name))
            .as(name)
            .doesNotContainPattern(
                "innerHTML|outerHTML|insertAdjacentHTML|document\\.write|dangerouslySet|\\beval\\b|new Function|srcdoc|javascript:");
      }
    }
  }

  @Test
  void the_page_has_nothing_inline_but_its_import_map_which_the_policy_names() {
    String page = new String(assets.page().plain(), UTF_8);
    assertThat(page).doesNotContainPattern("<style|style=|\\son[a-z]+=|\\{\\{");
    Matcher inline = Pattern.compile("<script( type=\"importmap\")?>(.*?)</script>").matcher(page);
    assertThat(inline.find()).isTrue();
    assertThat(inline.group(1)).isNotNull();
    assertThat(assets.policy())
        .contains("'" + Asset.policyHash(inline.group(2).getBytes(UTF_8)) + "'")
        .doesNotContain("unsafe");
    assertThat(inline.find()).isFalse();
  }

  @Test
  void every_file_that_the_page_or_a_module_names_is_there() {
    String page = new String(assets.page().plain(), UTF_8);
    Matcher named = Pattern.compile("/assets/" + assets.version() + "/([^\"]+)").matcher(page);
    int found = 0;
    while (named.find()) {
      assertThat(assets.file(named.group(1))).as(named.group(1)).isPresent();
      found++;
    }
    assertThat(found).isGreaterThan(25);
    assertThat(page).contains("js/main.js").contains("js/pages/overview.js");
  }

  private String text(String name) {
    return new String(assets.file(name).orElseThrow().plain(), UTF_8);
  }
}
