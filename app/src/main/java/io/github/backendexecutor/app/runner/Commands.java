package io.github.backendexecutor.app.runner;

import io.github.backendexecutor.executor.spi.Clock;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// All commands that run in this program: the one place that starts them, knows them, and sees to
/// it that none outlives it. Made once and shared by the command runners of all roles.
public final class Commands implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(20);
  private static final Duration LAST_STEPS = Duration.ofSeconds(5);

  private final Clock clock;
  private final Duration exitPatience;
  private final CommandThreads threads = new CommandThreads();
  private final CookieScan scan = new CookieScan();
  private final Set<String> underWay = ConcurrentHashMap.newKeySet();
  private final Set<CommandRun> running = ConcurrentHashMap.newKeySet();
  private final Thread atExit =
      Thread.ofPlatform().name("command-exit").unstarted(this::stopAllAtExit);
  private volatile boolean closed;

  /// @param exitPatience for an exit of the JVM before [#close] was called: how long the commands
  ///   may go on, so that a drain in another shutdown hook can end them well. Longer than that
  ///   drain.
  public Commands(Clock clock, Duration exitPatience) {
    this.clock = clock;
    this.exitPatience = exitPatience;
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /// Runs a command to its end. Interrupted, it kills all that the command started, then throws.
  ///
  /// @param variables for its environment, beside those that the settings let through
  /// @param input what it may read from stdin
  /// @param log takes each line of its stderr
  /// @throws IOException when it could not be started
  CommandEnd run(
      CommandSettings settings, Map<String, String> variables, byte[] input, Consumer<String> log)
      throws IOException, InterruptedException {
    String cookie = UUID.randomUUID().toString();
    underWay.add(cookie); // before the look at closed, so that close() waits for us
    try {
      if (closed) {
        throw new IOException("this program is stopping");
      }
      ProcessBuilder builder = builder(settings, variables, cookie);
      return await(start(() -> begin(builder, cookie, settings, input, log)));
    } finally {
      underWay.remove(cookie);
    }
  }

  private CommandEnd await(CommandRun run) throws InterruptedException {
    running.add(run);
    try {
      if (closed) { // since we looked: close() may not have seen this run
        run.stop();
      }
      return run.await();
    } finally {
      running.remove(run);
    }
  }

  /// Kills all that runs, politely first, and starts nothing more. For after the end of the last
  /// job: a run that is still under way fails.
  @Override
  public void close() {
    stopAll();
    if (underWay.isEmpty() || threads.call(() -> isIdleWithin(LAST_STEPS)).join()) {
      scan.close();
      threads.close();
    }
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException _) {
      // the JVM is shutting down: the hook finds nothing to do
    }
  }

  private void stopAll() {
    closed = true;
    Stream<CompletableFuture<Void>> stops = running.stream().map(run -> threads.run(run::stop));
    CompletableFuture.allOf(stops.toArray(CompletableFuture<?>[]::new)).join();
  }

  private void stopAllAtExit() {
    try {
      isIdleWithin(exitPatience);
      stopAll();
      // what was just being started has seen by now that it must end
      isIdleWithin(LAST_STEPS);
    } catch (InterruptedException _) {
      stopAll();
    }
  }

  private boolean isIdleWithin(Duration time) throws InterruptedException {
    long start = clock.nanos();
    while (!underWay.isEmpty()) {
      if (clock.nanos() - start >= time.toNanos()) {
        return false;
      }
      clock.sleep(POLL);
    }
    return true;
  }

  /// Starting waits for the new process to load, hence not on the caller's virtual thread.
  private CommandRun start(Callable<CommandRun> begin) throws IOException {
    try {
      return threads.call(begin).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      throw e;
    }
  }

  private CommandRun begin(
      ProcessBuilder builder,
      String cookie,
      CommandSettings settings,
      byte[] input,
      Consumer<String> log)
      throws IOException {
    Process process = builder.start();
    ProcessTree tree = new ProcessTree(process.toHandle(), cookie, scan, clock);
    CommandRun run = new CommandRun(process, tree, settings, threads, clock, log);
    run.communicate(input);
    return run;
  }

  private static ProcessBuilder builder(
      CommandSettings settings, Map<String, String> variables, String cookie) {
    ProcessBuilder builder = new ProcessBuilder(OwnGroup.of(settings.command()));
    if (settings.workingDirectory() != null) {
      builder.directory(settings.workingDirectory().toFile());
    }
    Map<String, String> environment = builder.environment();
    environment.keySet().retainAll(settings.environment());
    environment.putAll(variables);
    environment.put(CookieScan.NAME, cookie);
    return builder;
  }
}
