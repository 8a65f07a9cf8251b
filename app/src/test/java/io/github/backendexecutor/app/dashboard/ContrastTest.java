package io.github.backendexecutor.app.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Colours that carry words are readable in both themes, by the formula of WCAG 2.
class ContrastTest {
  private static final Pattern COLOUR = Pattern.compile("--([a-z_-]+): (#[0-9a-f]{6});");
  private static final List<String> STATES =
      List.of("completed", "failed", "running", "retry_wait", "scheduled", "ready", "cancelled");

  private final String css =
      new String(Assets.load().file("css/dashboard.css").orElseThrow().plain(), UTF_8);

  @Test
  void words_are_readable_in_the_light_theme() {
    readable(colours(css.substring(0, css.indexOf("@media"))));
  }

  @Test
  void words_are_readable_in_the_dark_theme() {
    readable(colours(block(":root[data-theme=\"dark\"]")));
  }

  @Test
  void the_dark_theme_is_the_same_whether_chosen_or_the_systems() {
    assertThat(colours(block(":root:not([data-theme=\"light\"])")))
        .isEqualTo(colours(block(":root[data-theme=\"dark\"]")));
  }

  private static void readable(Map<String, String> colours) {
    for (String ground : List.of("ground", "surface", "sunk", "raised")) {
      for (String text :
          List.of("text", "faint", "accent", "failed", "completed", "running", "scheduled")) {
        assertContrast(colours, text, ground, 4.5);
      }
      assertContrast(colours, "line-strong", ground, 3);
    }
    for (String state : STATES) {
      assertContrast(colours, state, state + "-ground", 4.5);
    }
    assertContrast(colours, "on-accent", "accent", 4.5);
    assertContrast(colours, "accent", "accent-ground", 4.5);
    assertContrast(colours, "faint", "accent-ground", 4.5);
  }

  private static void assertContrast(
      Map<String, String> colours, String text, String ground, double least) {
    double light = luminance(Objects.requireNonNull(colours.get(text), text));
    double dark = luminance(Objects.requireNonNull(colours.get(ground), ground));
    double ratio = (Math.max(light, dark) + 0.05) / (Math.min(light, dark) + 0.05);
    assertThat(ratio).as("%s on %s", text, ground).isGreaterThanOrEqualTo(least);
  }

  private static double luminance(String colour) {
    double[] parts = new double[3];
    for (int i = 0; i < 3; i++) {
      double c = Integer.parseInt(colour.substring(1 + 2 * i, 3 + 2 * i), 16) / 255.0;
      parts[i] = c <= 0.03928 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
    }
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
  }

  private String block(String selector) {
    int from = css.indexOf(selector + " {");
    return css.substring(from, css.indexOf("}", from));
  }

  private static Map<String, String> colours(String block) {
    Map<String, String> all = new HashMap<>();
    Matcher found = COLOUR.matcher(block);
    while (found.find()) {
      all.put(found.group(1), found.group(2));
    }
    return all;
  }
}
