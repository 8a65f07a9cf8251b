package io.github.backendexecutor.executor;

import io.github.backendexecutor.executor.flow.Flow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running executor: reads the streams of its roles, runs the jobs, saves how they end.
///
/// Start it once its database is migrated; servers that go away later are waited for.
public final class Executor {
  private static final Logger LOG = LoggerFactory.getLogger(Executor.class);

  private final Flow flow;
  private final ExecutorSettings settings;

  private Executor(Flow flow, ExecutorSettings settings) {
    this.flow = flow;
    this.settings = settings;
  }

  public static Executor start(ExecutorSettings settings, Sockets sockets) {
    Flow flow =
        new Flow(
            settings.roles(),
            settings.limits(),
            sockets.stream(),
            sockets.store(),
            sockets.notifier(),
            sockets.clock());
    flow.start();
    return new Executor(flow, settings);
  }

  /// Reads no more, lets running jobs end for as long as the grace lasts, gives the others back
  /// with nothing charged, and leaves the stream's group. Returns when nothing is owned any more.
  public void stop() {
    LOG.info("stopping: {} jobs under way, up to {} s", flow.jobs(), settings.grace().toSeconds());
    flow.stopReading();
    flow.drain(settings.grace());
    flow.close();
    LOG.info("stopped");
  }

  public Snapshot snapshot() {
    return new Snapshot(
        flow.taken(), flow.jobs(), flow.storeAway(), flow.streamAway(), flow.loopsAlive());
  }
}
