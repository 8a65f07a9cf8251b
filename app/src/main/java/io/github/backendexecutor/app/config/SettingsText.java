package io.github.backendexecutor.app.config;

import java.util.List;
import java.util.stream.Collectors;

/// The table of settings for people to read.
public final class SettingsText {
  private SettingsText() {}

  /// As a Markdown table.
  public static String markdown() {
    return Settings.ALL.stream()
        .map(SettingsText::row)
        .collect(
            Collectors.joining(
                "",
                """
                | yaml | environment | `appsettings.json` | default | allowed | what it is |
                |---|---|---|---|---|---|
                """,
                ""));
  }

  private static String row(Setting<?> setting) {
    return "| `%s` | `%s` | `%s` | %s | %s | %s |\n"
        .formatted(
            setting.key(),
            setting.variable(),
            setting.property(),
            setting.fallback().isEmpty() ? "" : "`" + setting.fallback() + "`",
            setting.kind().allowed(),
            setting.description());
  }

  /// As the options that `--help` lists.
  public static String help() {
    return Settings.ALL.stream().map(SettingsText::option).collect(Collectors.joining());
  }

  private static String option(Setting<?> setting) {
    List<String> names = setting.names(Source.COMMAND_LINE, "<role>");
    String fallback = setting.fallback().isEmpty() ? "" : "; default " + setting.fallback();
    return "  %s=<value>%n      %s%n      %s%s%n"
        .formatted(
            String.join(", ", names), setting.description(), setting.kind().allowed(), fallback);
  }
}
