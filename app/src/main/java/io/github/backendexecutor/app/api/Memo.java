package io.github.backendexecutor.app.api;

import io.github.backendexecutor.executor.spi.Clock;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// An answer that is read at most once in a while, however many ask for it.
final class Memo<T> {
  private final Supplier<T> read;
  private final long validNanos;
  private final Clock clock;
  private @Nullable T value;
  private long readAt;

  Memo(Duration valid, Clock clock, Supplier<T> read) {
    this.read = read;
    this.validNanos = valid.toNanos();
    this.clock = clock;
  }

  synchronized T get() {
    T known = value;
    if (known != null && clock.nanos() - readAt < validNanos) {
      return known;
    }
    T fresh = read.get();
    value = fresh;
    readAt = clock.nanos();
    return fresh;
  }

  /// What was read last, however old; null: nothing yet.
  synchronized @Nullable T last() {
    return value;
  }

  /// The next one who asks has it read again.
  synchronized void forget() {
    readAt = clock.nanos() - validNanos;
  }
}
