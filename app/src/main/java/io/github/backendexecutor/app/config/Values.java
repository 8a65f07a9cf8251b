package io.github.backendexecutor.app.config;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Turns what was written into values. What is not allowed becomes a problem, and its default takes
/// its place, so that reading goes on and finds the other problems.
final class Values {
  private static final String NO_ROLE = "";

  private final Map<String, Written> byKey;
  private final Findings findings;
  private final Set<String> refused = new HashSet<>();

  Values(Map<String, Written> byKey, Findings findings) {
    this.byKey = byKey;
    this.findings = findings;
  }

  <T> T get(Setting<T> setting) {
    return get(setting, NO_ROLE);
  }

  <T> T get(Setting<T> setting, String role) {
    Written written = byKey.get(setting.key(role));
    if (written == null) {
      return setting.fallback(role);
    }
    Optional<T> value = setting.kind().parse(written.text());
    if (value.isEmpty()) {
      refuse(setting, role, "is not allowed: " + setting.kind().allowed());
    }
    return value.orElseGet(() -> setting.fallback(role));
  }

  boolean has(Setting<?> setting, String role) {
    return byKey.containsKey(setting.key(role));
  }

  void refuse(Setting<?> setting, String why) {
    refuse(setting, NO_ROLE, why);
  }

  /// Adds a line about the value of a setting: its name as written, the value, and why. Only the
  /// first line about a value is kept, for the others follow from it.
  void refuse(Setting<?> setting, String role, String why) {
    String key = setting.key(role);
    if (!refused.add(key)) {
      return;
    }
    String fallback = setting.fallback().replace("<role>", role);
    Written written = byKey.getOrDefault(key, new Written(key, key, fallback));
    String shown = setting.kind().show(written);
    // whoever says why may have repeated a value that must not be shown
    String reason = shown.equals(Kind.HIDDEN) ? why.replace(written.text(), shown) : why;
    findings.problem(written.place() + ": " + shown + " " + reason);
  }
}
