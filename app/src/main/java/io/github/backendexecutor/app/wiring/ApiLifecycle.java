package io.github.backendexecutor.app.wiring;

import io.github.backendexecutor.app.api.EventRoutes;
import org.springframework.context.SmartLifecycle;

/// Ends the streams of events before HTTP is stopped, which waits for requests that are under way.
final class ApiLifecycle implements SmartLifecycle {
  private final EventRoutes events;
  private volatile boolean running;

  ApiLifecycle(EventRoutes events) {
    this.events = events;
  }

  @Override
  public void start() {
    running = true;
  }

  @Override
  public void stop() {
    events.close();
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
