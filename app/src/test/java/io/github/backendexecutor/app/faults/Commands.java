package io.github.backendexecutor.app.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Short programs of the machine: kill, ip, mount.
final class Commands {
  private Commands() {}

  /// @param text what it printed
  record Answer(int code, String text) {}

  /// Runs it to its end and returns what it printed.
  ///
  /// @throws IllegalStateException when it fails
  static String run(String... command) {
    Answer answer = ask(List.of(command));
    if (answer.code() != 0) {
      throw new IllegalStateException(List.of(command) + " ended with " + answer);
    }
    return answer.text();
  }

  static Answer ask(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String printed =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return new Answer(process.waitFor(), printed);
    } catch (IOException e) {
      throw new UncheckedIOException(String.join(" ", command), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  static boolean works(String... command) {
    try {
      run(command);
      return true;
    } catch (IllegalStateException | UncheckedIOException _) {
      return false;
    }
  }

  static boolean areRoot() {
    return run("id", "-u").equals("0");
  }
}
