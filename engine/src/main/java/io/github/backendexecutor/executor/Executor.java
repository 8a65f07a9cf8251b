package io.github.backendexecutor.executor;

import io.github.backendexecutor.executor.flow.Counts;
import io.github.backendexecutor.executor.flow.Flow;
import io.github.backendexecutor.executor.job.Control;
import io.github.backendexecutor.executor.spi.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running executor: reads the streams of its roles, runs the jobs, saves how they end.
///
/// Start it once its database is migrated; servers that go away later are waited for.
public final class Executor {
  private static final Logger LOG = LoggerFactory.getLogger(Executor.class);

  private final Flow flow;
  private final ExecutorSettings settings;
  private final Clock clock;

  private Executor(Flow flow, ExecutorSettings settings, Clock clock) {
    this.flow = flow;
    this.settings = settings;
    this.clock = clock;
  }

  public static Executor start(ExecutorSettings settings, Sockets sockets) {
    Flow flow =
        new Flow(
            new Flow.Plan(settings.roles(), settings.limits(), settings.silence()),
            sockets.stream(),
            sockets.rows(),
            sockets.members(),
            new Flow.Hearers(sockets.notifier(), sockets.observer()),
            sockets.world());
    flow.start();
    return new Executor(flow, settings, sockets.world().clock());
  }

  /// Reads no more, lets running jobs end for as long as the grace lasts, gives the others back
  /// with nothing charged, and leaves the stream's group. Returns when nothing is owned any more.
  public void stop() {
    LOG.info("stopping: {} jobs under way, up to {} s", flow.jobs(), settings.grace().toSeconds());
    long since = clock.nanos();
    flow.stopReading();
    Duration left = settings.grace().minusNanos(clock.nanos() - since);
    flow.drain(left.isNegative() ? Duration.ZERO : left);
    flow.close();
    Counts counts = flow.counts();
    LOG.info(
        "stopped; since the start {} jobs of lost executors were taken over, {} late results were"
            + " refused, {} results waited on the disk",
        counts.takenOver(),
        counts.refused(),
        counts.kept());
  }

  /// Changes limits and pauses roles, until the next look at what the database has of them.
  public void steer(Control control) {
    flow.steer(control);
  }

  public Snapshot snapshot() {
    return new Snapshot(
        flow.taken(),
        flow.capacity(),
        flow.control(),
        flow.jobs(),
        flow.outages().store().since(),
        flow.outages().stream().since(),
        flow.leased(),
        flow.sinceBeat(),
        flow.loopsAlive(),
        flow.counts());
  }
}
