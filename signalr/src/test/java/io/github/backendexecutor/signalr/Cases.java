package io.github.backendexecutor.signalr;

import java.util.Random;
import java.util.function.Consumer;

/// Many random cases from one seed. A failure names the seed and the case, so it can be run again.
public final class Cases {
  private Cases() {}

  public static void forAll(int cases, Consumer<Random> check) {
    long seed = Long.getLong("seed", System.nanoTime());
    for (int i = 0; i < cases; i++) {
      try {
        check.accept(new Random(seed + i));
      } catch (Throwable e) {
        throw new AssertionError("failed with -Dseed=" + (seed + i), e);
      }
    }
  }

  public static byte[] bytes(Random random, int most) {
    byte[] bytes = new byte[random.nextInt(most + 1)];
    random.nextBytes(bytes);
    return bytes;
  }
}
