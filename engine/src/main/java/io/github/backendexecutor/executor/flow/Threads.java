package io.github.backendexecutor.executor.flow;

/// Makes the virtual threads: one a job, one for jobs that begin together, and two a role for its
/// loops.
public final class Threads {
  private final Thread.Builder.OfVirtual builder = Thread.ofVirtual();

  Thread start(Runnable work) {
    return builder.start(work);
  }

  Thread start(String name, Runnable work) {
    return Thread.ofVirtual().name(name).start(work);
  }
}
