package io.github.backendexecutor.signalr.hub;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/// The only place in this module where threads are made.
public final class HubThreads {
  private HubThreads() {}

  /// Runs this on a virtual thread of its own.
  public static void start(String name, Runnable task) {
    var _ = Thread.ofVirtual().name("signalr-" + name).start(task);
  }

  /// Does one thing after another, on a virtual thread.
  public static ExecutorService serial(String name) {
    return Executors.newSingleThreadExecutor(Thread.ofVirtual().name("signalr-" + name).factory());
  }

  static ScheduledExecutorService timer() {
    return Executors.newSingleThreadScheduledExecutor(
        Thread.ofPlatform().daemon().name("signalr-clock").factory());
  }
}
