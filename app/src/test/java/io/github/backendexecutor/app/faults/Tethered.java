package io.github.backendexecutor.app.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A program that does not outlive this JVM, however that ends: a shell becomes the program and
/// leaves a watcher behind that reads from a pipe of ours, and kills the program when the pipe
/// ends.
final class Tethered implements AutoCloseable {
  private static final String SHELL =
      """
      program=$$
      exec 3<&0
      (cat <&3 >/dev/null 2>&1; kill -KILL $program 2>/dev/null) &
      exec 3<&-
      exec "$@" </dev/null
      """;

  private final Process process;

  private Tethered(Process process) {
    this.process = process;
  }

  /// @param log gets all that the program prints, after what earlier ones printed
  static Tethered start(
      List<String> command, Path folder, Path log, Map<String, String> environment) {
    List<String> all = new ArrayList<>(List.of("/bin/sh", "-c", SHELL, "tethered"));
    all.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(all)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    try {
      return new Tethered(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(String.join(" ", command), e);
    }
  }

  long pid() {
    return process.pid();
  }

  boolean alive() {
    return process.isAlive();
  }

  int exitCode() {
    return process.exitValue();
  }

  void whenOver(Runnable action) {
    var _ = process.onExit().thenRun(action);
  }

  /// @param name KILL, STOP, CONT, TERM, QUIT, INT
  void signal(String name) {
    if (alive()) {
      Commands.run("kill", "-" + name, String.valueOf(pid()));
    }
  }

  boolean awaitEnd(int seconds) {
    try {
      return process.waitFor(seconds, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    awaitEnd(30);
  }
}
