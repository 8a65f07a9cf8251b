package io.github.backendexecutor.app.wiring;

import io.github.backendexecutor.executor.spi.Clock;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/// Liveness: whether a loop of the executor has ended or hangs, and does not recover. Only a
/// restart helps then. While a server is away nothing is held against a loop, since a restart would
/// not bring the server back.
final class LoopsHealth implements HealthIndicator {
  /// How long it must be so, at every look.
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /// After so long without a look nobody knows what was between.
  private static final Duration UNWATCHED = Duration.ofSeconds(45);

  private final BooleanSupplier stuck;
  private final Clock clock;
  private long since;
  private long lastLook;

  LoopsHealth(BooleanSupplier stuck, Clock clock) {
    this.stuck = stuck;
    this.clock = clock;
    this.since = clock.nanos();
    this.lastLook = since;
  }

  @Override
  public synchronized Health health() {
    long now = clock.nanos();
    if (!stuck.getAsBoolean() || now - lastLook > UNWATCHED.toNanos()) {
      since = now;
    }
    lastLook = now;
    return now - since >= PATIENCE.toNanos() ? Health.down().build() : Health.up().build();
  }
}
