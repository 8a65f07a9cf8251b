package io.github.backendexecutor.app.api;

/// Where the API makes its threads: they wait for the database most of the time, so they are
/// virtual.
final class ApiThreads {
  private ApiThreads() {}

  static Thread start(String name, Runnable work) {
    return Thread.ofVirtual().name("api-" + name).start(work);
  }
}
