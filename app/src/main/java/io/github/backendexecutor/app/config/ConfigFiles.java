package io.github.backendexecutor.app.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Finds and reads the files of the configuration: those of the current folder, or what `--config`
/// names, a folder or a file.
record ConfigFiles(Path folder, Findings findings) {
  private static final List<String> NAMES =
      List.of("application.yaml", "application.yml", "appsettings.json");

  List<Layer> read(Optional<String> config) {
    return config.map(this::readNamed).orElseGet(() -> read(present(Path.of(""))));
  }

  private List<Layer> readNamed(String name) {
    Path path = Path.of(name);
    if (!Files.exists(folder.resolve(path))) {
      findings.problem("--config: \"" + name + "\" does not exist");
      return List.of();
    }
    if (!Files.isDirectory(folder.resolve(path))) {
      return read(List.of(path));
    }
    List<Path> files = present(path);
    if (files.isEmpty()) {
      findings.problem("--config: \"" + name + "\" has none of " + String.join(", ", NAMES));
    }
    return read(files);
  }

  private List<Path> present(Path parent) {
    List<Path> files =
        NAMES.stream()
            .map(parent::resolve)
            .filter(file -> Files.exists(folder.resolve(file)))
            .toList();
    if (files.stream().filter(ConfigFiles::isYaml).count() > 1) {
      findings.problem(files.get(0) + " and " + files.get(1) + " are both there: keep one");
    }
    return files;
  }

  private List<Layer> read(List<Path> files) {
    return files.stream().flatMap(this::read).toList();
  }

  private Stream<Layer> read(Path file) {
    String name = file.toString();
    if (!isYaml(file) && !name.endsWith(".json")) {
      findings.problem("--config: \"" + name + "\" is neither .yaml, .yml nor .json");
      return Stream.of();
    }
    return TextFile.read(name, folder.resolve(file), findings)
        .flatMap(text ->
            isYaml(file)
                ? YamlFile.read(name, text, findings)
                : AppSettingsFile.read(name, text, findings))
        .stream();
  }

  private static boolean isYaml(Path file) {
    return file.toString().endsWith(".yaml") || file.toString().endsWith(".yml");
  }
}
