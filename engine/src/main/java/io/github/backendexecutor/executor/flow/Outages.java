package io.github.backendexecutor.executor.flow;

import io.github.backendexecutor.executor.spi.Clock;

/// The two servers that can be out of reach.
public record Outages(Outage store, Outage stream) {
  public static Outages none(Clock clock) {
    return new Outages(new Outage("the database", clock), new Outage("Redis", clock));
  }

  void shut() {
    store.shut();
    stream.shut();
  }
}
