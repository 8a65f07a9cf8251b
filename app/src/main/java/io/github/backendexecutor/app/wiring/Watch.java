package io.github.backendexecutor.app.wiring;

import io.github.backendexecutor.app.metrics.Both;
import io.github.backendexecutor.app.metrics.JobMeters;
import io.github.backendexecutor.app.metrics.TraceExport;
import io.github.backendexecutor.app.redis.RedisJobStream;
import io.github.backendexecutor.executor.spi.GroupCommit;
import io.github.backendexecutor.executor.spi.Observer;
import org.jspecify.annotations.Nullable;

/// Those who watch the jobs of this process. Closed after the executor has stopped.
final class Watch implements AutoCloseable {
  private final JobMeters meters;
  private final @Nullable TraceExport traces;
  private volatile @Nullable RedisJobStream stream;

  Watch(JobMeters meters, @Nullable TraceExport traces) {
    this.meters = meters;
    this.traces = traces;
  }

  Observer observer() {
    return traces == null ? meters : new Both(meters, traces.observer());
  }

  /// From now on what this stream settles is counted.
  RedisJobStream over(RedisJobStream reading) {
    stream = reading;
    return reading;
  }

  GroupCommit.Volume settled() {
    RedisJobStream reading = stream;
    return reading == null ? GroupCommit.Volume.NONE : reading.settled();
  }

  @Override
  public void close() {
    if (traces != null) {
      traces.close();
    }
  }
}
