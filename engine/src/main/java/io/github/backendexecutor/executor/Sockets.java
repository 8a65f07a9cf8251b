package io.github.backendexecutor.executor;

import io.github.backendexecutor.executor.spi.JobStream;
import io.github.backendexecutor.executor.spi.Members;
import io.github.backendexecutor.executor.spi.Notifier;
import io.github.backendexecutor.executor.spi.Observer;
import io.github.backendexecutor.executor.spi.Rows;
import io.github.backendexecutor.executor.spi.World;

/// What an executor is plugged into. Whoever made them closes them, after the executor has stopped.
public record Sockets(
    JobStream stream,
    Rows rows,
    Members members,
    Notifier notifier,
    Observer observer,
    World world) {

  /// Which nobody watches.
  public Sockets(JobStream stream, Rows rows, Members members, Notifier notifier, World world) {
    this(stream, rows, members, notifier, Observer.NONE, world);
  }
}
