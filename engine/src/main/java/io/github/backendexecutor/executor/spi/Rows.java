package io.github.backendexecutor.executor.spi;

import io.github.backendexecutor.executor.job.Control;
import java.util.function.Supplier;

/// The rows of all jobs, as one executor may use them.
///
/// @param control reads what operators have changed of limits and pauses, see [Controls#read]
public record Rows(JobStore store, Ownership ownership, Spool spool, Supplier<Control> control) {

  /// Of which no operator changes anything.
  public Rows(JobStore store, Ownership ownership, Spool spool) {
    this(store, ownership, spool, () -> Control.NONE);
  }
}
