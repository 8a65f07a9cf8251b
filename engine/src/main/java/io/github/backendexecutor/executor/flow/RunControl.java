package io.github.backendexecutor.executor.flow;

import io.github.backendexecutor.executor.job.Outcome;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Holds one call of a runner by the collar: interrupts it when its time is over, and when it does
/// not react leaves it behind, so that its slot comes free. Exactly one of the runner's return and
/// the leaving behind ends the run.
final class RunControl {
  private enum State {
    NEW,
    RUNNING,
    ENDED
  }

  private final Consumer<Outcome> leaveBehind;
  private State state = State.NEW;
  private @Nullable Thread thread;
  private @Nullable Outcome cause;

  /// @param leaveBehind ends the run in place of a runner that does not react
  RunControl(Consumer<Outcome> leaveBehind) {
    this.leaveBehind = leaveBehind;
  }

  /// The calling thread is about to call the runner. False when it must not: the run was stopped.
  synchronized boolean enter() {
    state = State.RUNNING;
    if (cause == null) {
      thread = Thread.currentThread();
    }
    return cause == null;
  }

  /// The runner has returned. False when the run was ended without it. No interrupt arrives after.
  synchronized boolean end() {
    boolean mine = state == State.RUNNING;
    state = State.ENDED;
    thread = null;
    Thread.interrupted();
    return mine;
  }

  /// Asks the runner to stop, for this reason. The first reason stays.
  ///
  /// @return false when it has ended, or was asked before
  synchronized boolean stop(Outcome why) {
    if (state == State.ENDED || cause != null) {
      return false;
    }
    cause = why;
    if (thread != null) {
      thread.interrupt();
    }
    return true;
  }

  /// Ends the run of a runner that was asked to stop and has not.
  void abandon() {
    Outcome why;
    synchronized (this) {
      if (state != State.RUNNING || cause == null) {
        return;
      }
      state = State.ENDED;
      why = cause;
    }
    leaveBehind.accept(why);
  }

  /// Why the run was stopped; null when it was not.
  synchronized @Nullable Outcome cause() {
    return cause;
  }
}
