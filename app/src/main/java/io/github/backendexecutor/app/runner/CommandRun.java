package io.github.backendexecutor.app.runner;

import io.github.backendexecutor.executor.spi.Clock;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/// One process at work, with its pipes and all that it starts.
final class CommandRun {
  /// How long after the process's own end its children may hold on to the pipes.
  private static final Duration PIPES = Duration.ofSeconds(1);

  private final Process process;
  private final ProcessTree tree;
  private final CommandSettings settings;
  private final CommandThreads threads;
  private final Clock clock;
  private final Consumer<String> log;
  private final Output output;
  private final ErrorLines errors;
  private CompletableFuture<Void> pipes = new CompletableFuture<>();

  CommandRun(
      Process process,
      ProcessTree tree,
      CommandSettings settings,
      CommandThreads threads,
      Clock clock,
      Consumer<String> log) {
    this.process = process;
    this.tree = tree;
    this.settings = settings;
    this.threads = threads;
    this.clock = clock;
    this.log = log;
    this.output = new Output(process.getInputStream(), settings.maxOutputBytes(), tree::kill);
    this.errors = new ErrorLines(process.getErrorStream(), log);
  }

  /// Begins to read what it prints and to write its input. To be called right after its start: when
  /// it ends before anyone reads, the JDK closes the pipes on children that still print.
  void communicate(byte[] input) {
    try {
      pipes =
          CompletableFuture.allOf(
              threads.run(output::pump), threads.run(errors::pump), threads.run(() -> feed(input)));
    } catch (RuntimeException | Error e) { // there may be no more threads to be had
      tree.kill();
      throw e;
    }
  }

  /// Waits for its end and leaves nothing of it behind, also when interrupted.
  CommandEnd await() throws InterruptedException {
    try {
      process.waitFor();
      awaitPipes();
    } finally {
      stop();
      awaitLastWords();
    }
    return new CommandEnd(process.exitValue(), output.text(), output.tooMuch(), errors.lastWords());
  }

  /// Kills what is alive of it, politely first. Not interrupted.
  void stop() {
    if (tree.isGone()) {
      return;
    }
    Set<ProcessHandle> left = threads.call(() -> tree.stop(settings.stopGrace())).join();
    if (!left.isEmpty()) {
      log.accept("the system did not end these processes when they were killed: " + left);
    }
  }

  /// A command need not read its input, or not all of it.
  private void feed(byte[] input) {
    try (OutputStream in = process.getOutputStream()) {
      in.write(input);
    } catch (IOException _) {
      // it has closed its stdin or ended
    }
  }

  /// What was killed no longer holds a pipe, so what it had printed is all there is to wait for.
  private void awaitLastWords() throws InterruptedException {
    try {
      awaitPipes();
    } finally {
      errors.end();
    }
  }

  private void awaitPipes() throws InterruptedException {
    CompletableFuture<Void> enough = pipes.handle((_, _) -> null);
    Clock.Alarm alarm = clock.alarm(PIPES, () -> enough.complete(null));
    try {
      enough.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } finally {
      alarm.cancel();
    }
  }
}
