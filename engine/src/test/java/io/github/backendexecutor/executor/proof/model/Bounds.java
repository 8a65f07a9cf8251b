package io.github.backendexecutor.executor.proof.model;

import java.util.EnumMap;

/// How large a model is: how many entries its one job has, how many things an instance does at
/// once, whether the job may have to wait for its time, and how often each fault happens at most.
record Bounds(int entries, int hands, boolean delays, EnumMap<Fault, Integer> faults) {
  /// How many runs of the job may fail.
  static final int MAX_ATTEMPTS = 2;

  /// How many instances the job may take with it before it is failed.
  static final int MAX_LOST = 1;

  /// What the model draws on; not all of them are bad, but each makes the model larger.
  enum Fault {
    CRASH,
    /// A live instance is taken for dead.
    SUSPICION,
    /// Redis goes back one step, is flushed, loses the group's place or a consumer.
    REDIS_LOSS,
    /// An answer is lost, or a stopping instance cannot save.
    LOST_ANSWER,
    STOP,
    CANCEL,
    /// Somebody has the ended job run once more.
    RETRY
  }

  static Bounds of(int entries) {
    return new Bounds(entries, 1, false, new EnumMap<>(Fault.class));
  }

  Bounds with(Fault fault, int times) {
    EnumMap<Fault, Integer> more = faults.clone();
    more.put(fault, times);
    return new Bounds(entries, hands, delays, more);
  }

  Bounds withHands(int many) {
    return new Bounds(entries, many, delays, faults);
  }

  Bounds withDelays() {
    return new Bounds(entries, hands, true, faults);
  }
}
