package io.github.backendexecutor.executor.flow;

import io.github.backendexecutor.executor.spi.Clock;
import java.util.function.DoubleSupplier;

/// The two servers that can be out of reach.
public record Outages(Outage store, Outage stream) {
  public static Outages none(Clock clock, DoubleSupplier chance) {
    return new Outages(
        new Outage("the database", clock, chance), new Outage("Redis", clock, chance));
  }

  void shut() {
    store.shut();
    stream.shut();
  }
}
