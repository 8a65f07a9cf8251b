package io.github.backendexecutor;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backendexecutor.app.config.SettingsText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// The README's table of settings is the program's own.
class ReadmeTest {
  private static final String START =
      "<!-- settings: written by SettingsText, checked by ReadmeTest -->\n";
  private static final String END = "<!-- end of settings -->";

  @Test
  void the_table_of_settings_is_up_to_date() throws IOException {
    String readme = Files.readString(Path.of("..", "README.md"));
    int start = readme.indexOf(START) + START.length();
    assertThat(readme.substring(start, readme.indexOf(END)).strip().lines())
        .as("replace the table in README.md by what is expected here")
        .containsExactlyElementsOf(SettingsText.markdown().strip().lines().toList());
  }
}
