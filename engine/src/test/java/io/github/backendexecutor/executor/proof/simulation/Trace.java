package io.github.backendexecutor.executor.proof.simulation;

import io.github.backendexecutor.executor.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// What happened in one simulation, line by line, if anybody wants to know.
final class Trace {
  private final ManualClock time;
  private final Instant start;
  private final boolean on;
  private final List<String> lines = new ArrayList<>();

  Trace(ManualClock time, boolean on) {
    this.time = time;
    this.start = time.now();
    this.on = on;
  }

  void add(Supplier<String> line) {
    if (on) {
      double seconds = Duration.between(start, time.now()).toMillis() / 1_000.0;
      lines.add("%9.3f %s".formatted(seconds, line.get()));
    }
  }

  List<String> lines() {
    return lines;
  }
}
