package io.github.backendexecutor.app.wiring;

import io.github.backendexecutor.executor.Snapshot;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/// Readiness: whether this process takes work now. Liveness does not depend on it, since a restart
/// would not bring a server back.
final class ExecutorHealth implements HealthIndicator {
  private final ServiceLifecycle lifecycle;

  ExecutorHealth(ServiceLifecycle lifecycle) {
    this.lifecycle = lifecycle;
  }

  @Override
  public Health health() {
    boolean ready = lifecycle.snapshot().map(Snapshot::ready).orElse(false);
    return ready ? Health.up().build() : Health.outOfService().build();
  }
}
