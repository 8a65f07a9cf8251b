package io.github.backendexecutor.app.faults;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Time as all processes of this machine see it, which no change of a wall clock moves.
final class Time {
  private Time() {}

  static long now() {
    return System.nanoTime();
  }

  static Duration since(long start) {
    return Duration.ofNanos(now() - start);
  }

  /// Lets a fault last.
  static void pass(Duration span) {
    try {
      Thread.sleep(span);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  static void ignoreInterrupts(int ms) {
    long end = now() + ms * 1_000_000L;
    while (now() < end) {
      Thread.interrupted();
      LockSupport.parkNanos(end - now());
    }
  }
}
