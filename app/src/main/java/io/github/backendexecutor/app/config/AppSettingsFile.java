package io.github.backendexecutor.app.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Reads the section `Executor` of `appsettings.json`, the file of the .NET worker that this
/// program replaces. Other sections are not ours and stay unread.
final class AppSettingsFile {
  private final String file;
  private final List<Written> written = new ArrayList<>();

  private AppSettingsFile(String file) {
    this.file = file;
  }

  static Optional<Layer> read(String file, String text, Findings findings) {
    try {
      JsonNode root = Json.read(text);
      if (root.isObject()) {
        AppSettingsFile settings = new AppSettingsFile(file);
        settings.collect("", root);
        return Optional.of(new Layer(Source.APPSETTINGS, settings.written, null));
      }
      findings.problem(file + ": not a JSON object");
    } catch (JacksonException e) {
      int line = Math.max(1, e.getLocation() == null ? 1 : e.getLocation().getLineNr());
      findings.problem(
          file + " line " + line + ": " + TextFile.withoutContent(e.getOriginalMessage()));
    }
    return Optional.empty();
  }

  private void collect(String path, JsonNode node) {
    if (node.isObject() && !node.isEmpty()) {
      node.forEachEntry((name, child) -> collect(path.isEmpty() ? name : path + ":" + name, child));
    } else if (isOurs(path) && !node.isNull()) {
      written.add(new Written(path, path + " in " + file, text(node)));
    }
  }

  private static boolean isOurs(String path) {
    String lower = path.toLowerCase(Locale.ROOT);
    return lower.equals("executor") || lower.startsWith("executor:");
  }

  private static String text(JsonNode node) {
    if (node.isArray()) {
      return Json.array(node.valueStream().map(AppSettingsFile::text).toList());
    }
    return node.isString() ? node.stringValue().strip() : node.isObject() ? "" : node.toString();
  }
}
