package io.github.backendexecutor.executor.testing;

import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Sign;
import io.github.backendexecutor.executor.spi.Membership;
import java.util.Map;

/// One instance's seat at a witness, whose process a test can pause and kill.
public final class InMemoryMembership implements Membership {
  private final InMemoryInstances instances;
  private final InstanceId instance;
  private boolean paused;
  private boolean over;

  public InMemoryMembership(InMemoryInstances instances, InstanceId instance) {
    this.instances = instances;
    this.instance = instance;
  }

  @Override
  public synchronized Map<InstanceId, Sign> beat() {
    if (over) {
      throw new IllegalStateException(instance + " has left");
    }
    if (paused) {
      throw instances.outage(instance + " is cut off");
    }
    return instances.beat(instance);
  }

  @Override
  public synchronized void leave() {
    if (!over && !paused) {
      instances.leave(instance);
    }
    over = true;
  }

  /// Its beats do not arrive any more, but its connection stays open, as that of a process that is
  /// stopped, or whose host cannot be reached.
  public synchronized void pause() {
    paused = true;
  }

  public synchronized void resume() {
    paused = false;
  }

  /// Its process is no more, and its connection ends.
  public synchronized void kill() {
    over = true;
    instances.detach(instance);
  }

  /// Its connection ends, though the process lives: it shows again with its next beat.
  public void detach() {
    instances.detach(instance);
  }
}
