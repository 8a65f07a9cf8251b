package io.github.backendexecutor.executor.testing;

import java.util.Random;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;

/// A small property runner: the same check over many seeds. A failure names its seed, which alone
/// repeats it.
public final class Cases {
  private Cases() {}

  /// A check that draws its case from `random`.
  @FunctionalInterface
  public interface Check {
    void of(Random random) throws Exception;
  }

  /// Runs `check` for the seeds 1 to `count`.
  public static void forAll(int count, Check check) {
    forAll(LongStream.rangeClosed(1, count).toArray(), check);
  }

  /// Runs `check` for each of these seeds; use it to repeat a failure.
  public static void forAll(long[] seeds, Check check) {
    LongConsumer one =
        seed -> {
          try {
            check.of(new Random(seed));
          } catch (Exception | AssertionError e) {
            throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
          }
        };
    LongStream.of(seeds).forEach(one);
  }
}
