package io.github.backendexecutor.app.wiring;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The script `./executor` in a folder of its own beside a jar, as in the image.
final class Installation {
  private Installation() {}

  /// The script, and a jar that starts this class of the tests' class path.
  static Path make(Path folder, String main) throws IOException {
    Path script = Files.copy(Path.of("../executor"), folder.resolve("executor"));
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.put(Attributes.Name.MAIN_CLASS, main);
    attributes.put(
        Attributes.Name.CLASS_PATH,
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(part -> Path.of(part).toUri().toString())
            .collect(Collectors.joining(" ")));
    try (var jar = Files.newOutputStream(folder.resolve("backend-executor.jar"))) {
      new JarOutputStream(jar, manifest).close();
    }
    return script;
  }
}
