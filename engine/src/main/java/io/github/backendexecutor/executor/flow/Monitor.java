package io.github.backendexecutor.executor.flow;

import io.github.backendexecutor.executor.spi.Clock;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/// A lock whose owner changes something and whose others wait for that, for as long as our clock
/// says. Nobody interrupts the loops that wait here; a stop is a change like any other.
final class Monitor {
  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  Monitor(Clock clock) {
    this.clock = clock;
  }

  /// Makes a change and lets everyone who waits look again.
  void change(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Waits until it is so. Asked under the lock, after each change.
  void await(BooleanSupplier so) {
    lock.lock();
    try {
      while (!so.getAsBoolean()) {
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Waits until it is so, at most this long; answers whether it is.
  boolean await(BooleanSupplier so, Duration atMost) {
    lock.lock();
    try {
      if (so.getAsBoolean()) {
        return true;
      }
      boolean[] over = {false};
      Clock.Alarm alarm = clock.alarm(atMost, () -> change(() -> over[0] = true));
      while (!over[0] && !so.getAsBoolean()) {
        changed.awaitUninterruptibly();
      }
      alarm.cancel();
      return so.getAsBoolean();
    } finally {
      lock.unlock();
    }
  }
}
