package io.github.backendexecutor.app.demo;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// The demo's agent command, a script of ten lines, brought out of the program so that `/bin/sh`
/// can read it (the folder for temporary files may forbid running them).
public final class CountScript {
  private CountScript() {}

  /// Writes the script to a new temporary folder, which is removed when the program ends.
  public static Path install() throws IOException {
    Path folder = Files.createTempDirectory("executor-demo");
    Path script = folder.resolve("count-words");
    try (InputStream in = CountScript.class.getResourceAsStream("/demo/count-words")) {
      if (in == null) {
        throw new FileNotFoundException("/demo/count-words is missing in this build");
      }
      Files.copy(in, script, StandardCopyOption.REPLACE_EXISTING);
    }
    folder.toFile().deleteOnExit();
    script.toFile().deleteOnExit();
    return script;
  }
}
