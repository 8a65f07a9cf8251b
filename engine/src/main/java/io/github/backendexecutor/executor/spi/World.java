package io.github.backendexecutor.executor.spi;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/// Time, chance and the threads that must not wait for others: what a test replaces to make a run
/// repeatable.
///
/// @param chance numbers from 0 (inclusive) to 1 (exclusive), which spread waits
/// @param urgent makes the threads of the beats
public record World(Clock clock, DoubleSupplier chance, ThreadFactory urgent) {

  /// The real one: the beats have threads of the system, since virtual ones would wait for a runner
  /// that computes.
  public static World of(Clock clock) {
    return new World(
        clock,
        () -> ThreadLocalRandom.current().nextDouble(),
        Thread.ofPlatform().daemon().factory());
  }
}
