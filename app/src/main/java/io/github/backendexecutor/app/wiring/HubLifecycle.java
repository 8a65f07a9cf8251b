package io.github.backendexecutor.app.wiring;

import io.github.backendexecutor.app.push.JobHub;
import org.springframework.context.SmartLifecycle;

/// Starts the hub after HTTP is served and before jobs are read, and stops it in between as well:
/// jobs that end at the last moment are still told, and clients still hear that they may come back.
final class HubLifecycle implements SmartLifecycle {
  /// Between the executor, which stops first, and Spring's end of HTTP at 1024 less.
  private static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 512;

  private final JobHub hub;
  private volatile boolean running;

  HubLifecycle(JobHub hub) {
    this.hub = hub;
  }

  @Override
  public void start() {
    hub.start();
    running = true;
  }

  @Override
  public void stop() {
    hub.close();
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }
}
