package io.github.backendexecutor.executor.flow;

/// Makes the virtual threads: one a job until its runner has returned, one for jobs that begin
/// together, one an ending that waits for the database, and two a role for its loops.
public final class Threads {
  private final Thread.Builder.OfVirtual builder = Thread.ofVirtual();

  Thread start(Runnable work) {
    return builder.start(work);
  }

  Thread start(String name, Runnable work) {
    return Thread.ofVirtual().name(name).start(work);
  }
}
