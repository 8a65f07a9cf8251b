package io.github.backendexecutor.executor.flow;

import io.github.backendexecutor.executor.flow.Slots.Hold;
import io.github.backendexecutor.executor.flow.Slots.Slot;
import io.github.backendexecutor.executor.flow.Slots.Source;
import io.github.backendexecutor.executor.job.Role;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// The slot of a job, taken with many others and given back alone. Here because nobody outside of
/// this package may take one.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class SlotPieces {
  private static final int MANY = 500;

  private final Role role = new Role("agent");
  private final Slots slots = new Slots(new Limits(1_000, Map.of(role, 1_000), 1_000_000_000L));

  @Benchmark
  @OperationsPerInvocation(MANY)
  public void slot() {
    Slot[] taken = new Slot[MANY];
    try (Hold hold = slots.take(role, Source.STREAM, MANY)) {
      for (int i = 0; i < MANY; i++) {
        taken[i] = hold.enter(300);
      }
    }
    for (Slot slot : taken) {
      slot.close();
    }
  }
}
