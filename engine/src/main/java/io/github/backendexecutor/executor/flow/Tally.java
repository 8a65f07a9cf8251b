package io.github.backendexecutor.executor.flow;

import java.util.concurrent.atomic.LongAdder;

/// Counts what should be rare.
final class Tally {
  private final LongAdder refused = new LongAdder();
  private final LongAdder takenOver = new LongAdder();
  private final LongAdder kept = new LongAdder();

  /// An ending was not saved because its run had been lost.
  void refused() {
    refused.increment();
  }

  void takenOver(int jobs) {
    takenOver.add(jobs);
  }

  /// An ending went into the spool.
  void kept() {
    kept.increment();
  }

  Counts counts() {
    return new Counts(refused.sum(), takenOver.sum(), kept.sum());
  }
}
