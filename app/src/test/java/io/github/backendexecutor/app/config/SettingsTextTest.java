package io.github.backendexecutor.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTextTest {
  @Test
  void the_documentation_has_a_row_for_each_setting() {
    assertThat(SettingsText.markdown().lines())
        .hasSize(2 + Settings.ALL.size())
        .allSatisfy(line -> assertThat(line.split("\\|", -1)).hasSize(8))
        .contains(
            "| `executor.roles.<role>.max` | `MAX_<ROLE>` | `Max<Role>` | `0` |"
                + " a whole number, 0 (unlimited) or more |"
                + " How many jobs of the role run at once. |");
  }

  @Test
  void help_names_each_option() {
    assertThat(SettingsText.help())
        .contains("--max-<role>, --executor.roles.<role>.max=<value>")
        .contains("--redis-connection, --executor.redis=<value>")
        .contains("--executor.group=<value>");
    assertThat(SettingsText.help().lines()).hasSize(3 * Settings.ALL.size());
  }

  @Test
  void no_name_means_two_settings() {
    for (Source source : Source.values()) {
      Map<String, Setting<?>> owners = new HashMap<>();
      for (Setting<?> setting : Settings.ALL) {
        for (String name : setting.names(source, "agent")) {
          assertThat(owners.putIfAbsent(name, setting)).as(name).isNull();
        }
      }
    }
  }

  @Test
  void every_default_is_allowed() {
    assertThat(Settings.ALL)
        .allSatisfy(setting -> assertThat(setting.fallback("agent")).isNotNull());
  }
}
