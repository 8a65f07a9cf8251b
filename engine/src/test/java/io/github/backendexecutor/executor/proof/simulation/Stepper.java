package io.github.backendexecutor.executor.proof.simulation;

import java.lang.reflect.Constructor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/// Runs the virtual threads of simulated processes, one step at a time, on the thread that calls
/// it. A step goes from one wait of a thread to the next. Which thread is next is drawn, so the
/// seed decides every interleaving.
///
/// Java lets a virtual thread have a scheduler of its own only by a constructor that is not public;
/// threads that it starts inherit it. So the tests that use this need `--add-opens
/// java.base/java.lang=ALL-UNNAMED`.
final class Stepper {
  private static final Constructor<?> BUILDER = builder();

  private final RandomGenerator random;
  private final List<Process> processes = new ArrayList<>();
  private final Thread driver = Thread.currentThread();

  Stepper(RandomGenerator random) {
    this.random = random;
  }

  Process process(String name) {
    Process process = new Process(name);
    processes.add(process);
    return process;
  }

  /// Lets one thread that can go on do so until it waits. False when all wait.
  boolean step() {
    int ready = 0;
    for (Process process : processes) {
      ready += process.frozen ? 0 : process.ready.size();
    }
    if (ready == 0) {
      return false;
    }
    int chosen = random.nextInt(ready);
    for (Process process : processes) {
      int here = process.frozen ? 0 : process.ready.size();
      if (chosen < here) {
        process.run(chosen);
        return true;
      }
      chosen -= here;
    }
    throw new AssertionError("a thread was ready and is not any more");
  }

  /// A process: some threads that are paused or killed together.
  final class Process implements Executor {
    private final String name;
    private final List<Runnable> ready = new ArrayList<>();
    private boolean frozen;
    private boolean dead;

    private Process(String name) {
      this.name = name;
    }

    /// Called by the threads themselves, whenever one can go on.
    @Override
    public void execute(Runnable step) {
      if (Thread.currentThread().isVirtual() || Thread.currentThread() == driver) {
        if (!dead) {
          ready.add(step);
        }
        return;
      }
      throw new IllegalStateException("a thread of " + name + " waits by the time of the system");
    }

    private void run(int index) {
      Runnable last = ready.removeLast();
      Runnable chosen = index == ready.size() ? last : ready.set(index, last);
      chosen.run();
    }

    Thread unstarted(Runnable work) {
      try {
        return ((Thread.Builder.OfVirtual) BUILDER.newInstance(this)).unstarted(work);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }

    void start(Runnable work) {
      if (!dead) {
        unstarted(work).start();
      }
    }

    /// Its threads stop where they are, and go on after [#thaw].
    void freeze() {
      frozen = true;
    }

    void thaw() {
      frozen = false;
    }

    boolean isFrozen() {
      return frozen;
    }

    /// Its threads never go on.
    void kill() {
      dead = true;
      ready.clear();
      processes.remove(this);
    }

    boolean isDead() {
      return dead;
    }
  }

  private static Constructor<?> builder() {
    try {
      Constructor<?> builder =
          Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder")
              .getDeclaredConstructor(Executor.class);
      builder.setAccessible(true);
      return builder;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JDK has no schedulers for virtual threads", e);
    }
  }
}
