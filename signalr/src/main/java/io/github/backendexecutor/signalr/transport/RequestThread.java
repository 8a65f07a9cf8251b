package io.github.backendexecutor.signalr.transport;

import org.jspecify.annotations.Nullable;

/// The thread of a request that waits or writes for a client, so that it can be called off. The
/// interrupt never outlives the work: the thread may belong to a server that uses it again.
final class RequestThread {
  private @Nullable Thread thread;

  /// Something to do for a client.
  interface Work<E extends Exception> {
    void run() throws E, InterruptedException;
  }

  <E extends Exception> void run(Work<E> work) throws E {
    enter();
    try {
      work.run();
    } catch (InterruptedException e) {
      // called off; whoever did so ended the connection, and the answer just stops
    } finally {
      leave();
    }
  }

  synchronized void interrupt() {
    if (thread != null) {
      thread.interrupt();
    }
  }

  private synchronized void enter() {
    thread = Thread.currentThread();
  }

  private synchronized void leave() {
    thread = null;
    boolean _ = Thread.interrupted();
  }
}
