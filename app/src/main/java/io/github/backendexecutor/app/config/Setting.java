package io.github.backendexecutor.app.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One thing that can be configured, by all its names. A setting of a role has the role's name in
/// it: `<role>` in the key and the default, `<ROLE>` and `<Role>` in the other names.
///
/// @param key the name in yaml, and with `--` before it on the command line
/// @param variable the name in the environment that the documentation tells
/// @param property the name in `appsettings.json`, below `Executor`
/// @param fallback the default, as it would be written
record Setting<T>(
    String key,
    String variable,
    String property,
    Kind<T> kind,
    String fallback,
    String description) {

  boolean isOfRole() {
    return key.contains("<role>");
  }

  String key(String role) {
    return key.replace("<role>", role);
  }

  T fallback(String role) {
    return kind.parse(fallback.replace("<role>", role)).orElseThrow();
  }

  /// All names of this setting in a source, the one to recommend first.
  List<String> names(Source source, String role) {
    String full = key(role);
    Stream<String> names =
        switch (source) {
          case YAML -> Stream.of(full);
          case APPSETTINGS -> properties(role);
          case ENVIRONMENT ->
              Stream.concat(
                  Stream.of(variable(role), snake(full)),
                  properties(role).map(name -> name.replace(":", "__")));
          case COMMAND_LINE -> Stream.of("--" + shortOption(role), "--" + full);
        };
    return names.distinct().toList();
  }

  private Stream<String> properties(String role) {
    Stream<String> names = Stream.of(property.replace("<Role>", pascal(role)));
    Stream<String> all =
        key.startsWith("executor.")
            ? Stream.concat(names, Stream.of(pascal(key(role).substring("executor.".length()))))
            : names;
    return all.map(name -> "Executor:" + name);
  }

  private String variable(String role) {
    return variable.replace("<ROLE>", snake(role));
  }

  private String shortOption(String role) {
    return variable.startsWith("EXECUTOR_")
        ? key(role)
        : variable(role).toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String snake(String name) {
    return name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  private static String pascal(String name) {
    return Arrays.stream(name.split("\\.", -1))
        .map(element ->
            Arrays.stream(element.split("[-_]"))
                .filter(word -> !word.isEmpty())
                .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                .collect(Collectors.joining()))
        .collect(Collectors.joining(":"));
  }
}
