package io.github.backendexecutor.app.config;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// A world of its own to read a configuration in: a folder, an environment, arguments. Its checks
/// know an address by its beginning and a program by its name.
final class Given {
  static final List<String> DEFAULT_ENVIRONMENT =
      List.of("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR");

  final Path folder;
  private final Map<String, String> environment = new HashMap<>();
  private final Map<String, String> appsettings = new HashMap<>();
  private final List<String> yaml = new ArrayList<>();
  private final List<String> arguments = new ArrayList<>();

  Given(Path folder) {
    this.folder = folder;
  }

  Given env(String name, String value) {
    environment.put(name, value);
    return this;
  }

  Given args(String... more) {
    arguments.addAll(Arrays.asList(more));
    return this;
  }

  Given yaml(String text) {
    return file("application.yaml", text);
  }

  Given appsettings(String text) {
    return file("appsettings.json", text);
  }

  Given file(String name, String text) {
    try {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Writes one value under one name into a source.
  Given in(Source source, String name, String text) {
    return switch (source) {
      case YAML -> {
        yaml.add(name + ": " + Json.array(List.of(text)).replaceAll("^\\[|]$", ""));
        yield yaml(String.join("\n", yaml));
      }
      case APPSETTINGS -> {
        appsettings.put(name, Json.array(List.of(text)).replaceAll("^\\[|]$", ""));
        yield appsettings(
            appsettings.entrySet().stream()
                .map(e -> "\"" + e.getKey() + "\": " + e.getValue())
                .collect(Collectors.joining(",", "{", "}")));
      }
      case ENVIRONMENT -> env(name, text);
      case COMMAND_LINE -> args(name + "=" + text);
    };
  }

  LoadedConfig load() {
    try {
      return loader().load(arguments);
    } catch (ConfigProblems problems) {
      throw new AssertionError(problems);
    }
  }

  ExecutorConfig config() {
    return load().config();
  }

  RoleConfig role(String name) {
    return config().roles().stream()
        .filter(role -> role.role().name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  List<String> problems() {
    List<String> lines = new ArrayList<>();
    assertThatExceptionOfType(ConfigProblems.class)
        .isThrownBy(() -> loader().load(arguments))
        .satisfies(problems -> lines.addAll(problems.lines()));
    return lines;
  }

  private ConfigLoader loader() {
    return new ConfigLoader(
        environment,
        folder,
        new Checks(
            address -> check(address, "localhost", "redis"),
            address -> check(address, "postgres", "jdbc"),
            command -> command.getFirst().startsWith("no-") ? "it cannot be found" : null));
  }

  private static void check(String address, String... beginnings) {
    if (Arrays.stream(beginnings).noneMatch(address::startsWith)) {
      throw new IllegalArgumentException(address + " is no address");
    }
  }
}
