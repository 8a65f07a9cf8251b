package io.github.backendexecutor.app.demo;

import io.github.backendexecutor.executor.spi.Clock;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.function.Function;

/// The demo's workflow once more, at the push of a button: each run on a thread of its own.
public final class DemoRuns {
  private final Function<String, DemoWorkflow> workflows;
  private final Path folder;
  private final Clock clock;

  /// @param workflows makes the workflow of this id
  /// @param folder whose text files are counted
  public DemoRuns(Function<String, DemoWorkflow> workflows, Path folder, Clock clock) {
    this.workflows = workflows;
    this.folder = folder;
    this.clock = clock;
  }

  /// An id for the workflow that starts now.
  public String nextId() {
    return "demo-" + clock.now().truncatedTo(ChronoUnit.MILLIS);
  }

  /// Starts one and returns its id at once; its jobs tell the rest.
  public String start() {
    String id = nextId();
    Thread.ofVirtual().name(id).start(() -> run(id));
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
