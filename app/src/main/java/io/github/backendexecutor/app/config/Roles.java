package io.github.backendexecutor.app.config;

import io.github.backendexecutor.executor.job.Role;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The roles: three that always exist, and those that come to exist by being configured. Two
/// spellings that differ only in case, dashes and underscores are one role, named as it is written
/// first.
final class Roles {
  private static final String PREFIX = "executor.roles.<role>.";
  private static final Pattern IN_VARIABLE =
      Pattern.compile("EXECUTOR__?ROLES__?([A-Z0-9]+)__?(.+)", Pattern.CASE_INSENSITIVE);
  private static final Pattern IN_PATH =
      Pattern.compile("executor\\.roles\\.([^.\\[]+).*", Pattern.CASE_INSENSITIVE);
  private static final Set<String> SETTINGS =
      Settings.ALL.stream()
          .filter(Setting::isOfRole)
          .map(setting -> uniform(setting.key().substring(PREFIX.length())))
          .collect(Collectors.toUnmodifiableSet());

  private final TreeMap<String, String> byUniformName = new TreeMap<>();

  Roles(List<Layer> layers) {
    Stream<String> configured =
        layers.stream()
            .flatMap(layer ->
                layer.written().stream()
                    .flatMap(written -> roleIn(layer.source(), written.name()).stream()));
    Stream.concat(Stream.of("agent", "inspector", "manager"), configured)
        .filter(Role::isName)
        .forEach(role -> byUniformName.putIfAbsent(uniform(role), role));
  }

  /// Sorted.
  List<String> names() {
    return byUniformName.values().stream().sorted().toList();
  }

  /// What stands where a role is named, which need not be a name that is allowed.
  static Optional<String> roleIn(Source source, String name) {
    return Optional.of(
            source == Source.ENVIRONMENT
                ? IN_VARIABLE.matcher(name)
                : IN_PATH.matcher(Names.dotted(source, name)))
        .filter(Matcher::matches)
        // of a variable the rest has to make sense, too, for EXECUTOR_ROLES_CODE_REVIEW_MAX
        // belongs to no role "code"
        .filter(match -> source != Source.ENVIRONMENT || SETTINGS.contains(uniform(match.group(2))))
        .map(match -> kebab(match.group(1)));
  }

  private static String kebab(String name) {
    return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }

  private static String uniform(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[-_.]", "");
  }
}
