package io.github.backendexecutor.app.push;

import io.github.backendexecutor.executor.spi.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Pauses of the threads here, which all end when everything does.
final class Rest implements AutoCloseable {
  private final Clock clock;
  private final CompletableFuture<@Nullable Void> over = new CompletableFuture<>();

  Rest(Clock clock) {
    this.clock = clock;
  }

  /// Waits this long. False when there is nothing to go on for.
  boolean take(Duration time) {
    if (over.isDone()) {
      return false;
    }
    CompletableFuture<@Nullable Void> rested = new CompletableFuture<>();
    Clock.Alarm alarm = clock.alarm(time, () -> rested.complete(null));
    CompletableFuture.anyOf(over, rested).join();
    alarm.cancel();
    return !over.isDone();
  }

  boolean isOver() {
    return over.isDone();
  }

  @Override
  public void close() {
    over.complete(null);
  }
}
