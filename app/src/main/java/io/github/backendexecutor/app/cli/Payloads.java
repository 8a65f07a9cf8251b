package io.github.backendexecutor.app.cli;

import io.github.backendexecutor.executor.job.JsonText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// The input of a job as a command takes it: JSON, `@FILE`, or `-` for stdin.
final class Payloads {
  private Payloads() {}

  /// JSON, or a CommandFailed that says what is wrong.
  static String read(String option) throws IOException {
    String text = option;
    if (option.equals("-")) {
      text = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
    } else if (option.startsWith("@")) {
      Path file = Path.of(option.substring(1));
      if (!Files.isReadable(file)) {
        throw new CommandFailed(Exit.USAGE, "--payload: cannot read " + file);
      }
      text = Files.readString(file);
    }
    try {
      return JsonText.parse(text).text();
    } catch (JsonText.NotJson e) {
      throw new CommandFailed(Exit.USAGE, "--payload: not JSON: " + e.getMessage());
    }
  }
}
