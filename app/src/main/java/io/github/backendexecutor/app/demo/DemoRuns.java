package io.github.backendexecutor.app.demo;

import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.JobHistory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Function;

/// The demo's workflow once more, at the push of a button: each run on a thread of its own.
public final class DemoRuns {
  private static final Duration LOOK = Duration.ofMillis(10);
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final Function<String, DemoWorkflow> workflows;
  private final Path folder;
  private final JobHistory history;
  private final Clock clock;

  /// @param workflows makes the workflow of this id
  /// @param folder whose text files are counted
  public DemoRuns(
      Function<String, DemoWorkflow> workflows, Path folder, JobHistory history, Clock clock) {
    this.workflows = workflows;
    this.folder = folder;
    this.history = history;
    this.clock = clock;
  }

  /// An id for the workflow that starts now.
  public String nextId() {
    return "demo-" + clock.now().truncatedTo(ChronoUnit.MILLIS);
  }

  /// Starts one and returns its id as soon as its first job is known, so that whoever looks it up
  /// finds it; after three seconds in any case, since its role may be paused.
  public String start() {
    String id = nextId();
    Thread.ofVirtual().name(id).start(() -> run(id));
    JobHistory.Filter ours = new JobHistory.Filter(null, null, id);
    Instant end = clock.now().plus(PATIENCE);
    try {
      while (history.jobs(ours, 1).isEmpty() && clock.now().isBefore(end)) {
        clock.sleep(LOOK);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // the service stops
    }
    return id;
  }

  private void run(String id) {
    try {
      workflows.apply(id).run(folder);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // nobody does
    }
  }
}
