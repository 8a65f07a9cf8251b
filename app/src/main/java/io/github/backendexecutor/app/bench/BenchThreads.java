package io.github.backendexecutor.app.bench;

/// Makes the threads of measurements.
final class BenchThreads {
  private BenchThreads() {}

  static Thread start(String name, Runnable work) {
    return Thread.ofPlatform().name(name).daemon().start(work);
  }

  static Thread startVirtual(Runnable work) {
    return Thread.ofVirtual().start(work);
  }
}
