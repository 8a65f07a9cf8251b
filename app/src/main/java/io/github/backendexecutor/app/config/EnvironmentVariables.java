package io.github.backendexecutor.app.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/// Picks our variables out of the environment. An empty one counts as not set, for that is how
/// compose files pass on what they were not given.
final class EnvironmentVariables {
  private static final String FROM_FILE = "_FILE";
  private static final Set<String> SHORT_NAMES =
      Settings.ALL.stream().map(Setting::variable).collect(Collectors.toUnmodifiableSet());

  /// Those that can be given as `<name>_FILE`: they may hold a secret.
  private static final Set<String> SECRETS =
      Settings.ALL.stream()
          .filter(setting -> setting.kind().mayHoldSecret())
          .flatMap(setting -> setting.names(Source.ENVIRONMENT, "").stream())
          .map(name -> name.toUpperCase(Locale.ROOT))
          .collect(Collectors.toUnmodifiableSet());

  private EnvironmentVariables() {}

  static Layer read(Map<String, String> environment, Path folder, Findings findings) {
    List<Written> written = new ArrayList<>();
    for (var variable : new TreeMap<>(environment).entrySet()) {
      String name = variable.getKey();
      String value = variable.getValue().strip();
      String secret = secretInFile(name);
      if (!value.isEmpty() && !secret.isEmpty()) {
        fromFile(name, folder.resolve(value), findings)
            .ifPresent(text -> written.add(new Written(secret, name, text, true)));
      } else if (!value.isEmpty() && isOurs(name)) {
        written.add(new Written(name, name, value));
      }
    }
    return new Layer(
        Source.ENVIRONMENT,
        written,
        new SystemEnvironmentPropertySource("environment", Map.copyOf(environment)));
  }

  private static Optional<String> fromFile(String name, Path file, Findings findings) {
    Optional<String> text = TextFile.read(name, file, findings).map(String::strip);
    if (text.isPresent() && text.get().isEmpty()) {
      findings.problem(name + ": the file " + file + " is empty");
    }
    return text.filter(t -> !t.isEmpty());
  }

  private static boolean isOurs(String name) {
    return name.regionMatches(true, 0, "EXECUTOR_", 0, 9)
        || name.startsWith("MAX_")
        || SHORT_NAMES.contains(name);
  }

  /// The name of the setting that is in a file, or empty when `name` does not say so.
  private static String secretInFile(String name) {
    int end = name.length() - FROM_FILE.length();
    return end > 0
            && name.endsWith(FROM_FILE)
            && SECRETS.contains(name.substring(0, end).toUpperCase(Locale.ROOT))
        ? name.substring(0, end)
        : "";
  }
}
