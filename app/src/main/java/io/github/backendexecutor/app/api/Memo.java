package io.github.backendexecutor.app.api;

import io.github.backendexecutor.executor.spi.Clock;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// An answer that is read at most once in a while, however many ask for it. A server that is away
/// is asked as rarely: those who ask meanwhile are told so at once, and do not queue up.
final class Memo<T> {
  private final Supplier<T> read;
  private final long validNanos;
  private final Clock clock;
  private final BooleanSupplier away;
  private @Nullable T value;
  private @Nullable RuntimeException failure;
  private long readAt;

  Memo(Duration valid, Clock clock, Supplier<T> read) {
    this(valid, clock, read, () -> false);
  }

  /// @param away whether the answer cannot be had now, as is known: the last one stands
  Memo(Duration valid, Clock clock, Supplier<T> read, BooleanSupplier away) {
    this.away = away;
    this.read = read;
    this.validNanos = valid.toNanos();
    this.clock = clock;
  }

  synchronized T get() {
    T known = value;
    RuntimeException failed = failure;
    boolean fresh = clock.nanos() - readAt < validNanos;
    if (failed != null && fresh) {
      throw failed;
    }
    if (known != null && (fresh || away.getAsBoolean())) {
      return known;
    }
    return readAgain();
  }

  private T readAgain() {
    try {
      T answer = read.get();
      value = answer;
      failure = null;
      return answer;
    } catch (RuntimeException e) {
      failure = e;
      throw e;
    } finally {
      readAt = clock.nanos();
    }
  }

  /// What was read last, however old; null: nothing yet.
  synchronized @Nullable T last() {
    return value;
  }

  /// The next one who asks has it read again.
  synchronized void forget() {
    failure = null;
    readAt = clock.nanos() - validNanos;
  }
}
