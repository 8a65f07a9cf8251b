package io.github.backendexecutor.executor.testing;

import io.github.backendexecutor.executor.spi.Nudges;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Nudges between the executors of one process. [#another] gives the next member of the group.
public final class InMemoryNudges implements Nudges {
  private final List<Runnable> listeners;

  public InMemoryNudges() {
    this(new CopyOnWriteArrayList<>());
  }

  private InMemoryNudges(List<Runnable> listeners) {
    this.listeners = listeners;
  }

  public InMemoryNudges another() {
    return new InMemoryNudges(listeners);
  }

  @Override
  public void send() {
    listeners.forEach(Runnable::run);
  }

  @Override
  public void listen(Runnable look) {
    listeners.add(look);
  }
}
