package io.github.backendexecutor.app.metrics;

import io.github.backendexecutor.executor.job.Ending;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.job.Run;
import io.github.backendexecutor.executor.spi.Observer;
import org.jspecify.annotations.Nullable;

/// Two who watch the same jobs. Only the second knows of traces.
///
/// @param meters measures
/// @param traces traces
public record Both(Observer meters, Observer traces) implements Observer {
  @Override
  public Story begins(Role role, JobId id, @Nullable String traceparent) {
    return new BothStories(
        meters.begins(role, id, traceparent), traces.begins(role, id, traceparent));
  }

  private record BothStories(Story measured, Story traced) implements Story {
    @Override
    public Stay enter(Stage stage) {
      return new BothStays(measured.enter(stage), traced.enter(stage));
    }

    @Override
    public void started(Run run) {
      measured.started(run);
      traced.started(run);
    }

    @Override
    public void ended(Ending ending) {
      measured.ended(ending);
      traced.ended(ending);
    }

    @Override
    public @Nullable String traceId() {
      return traced.traceId();
    }

    @Override
    public void close() {
      measured.close();
      traced.close();
    }
  }

  private record BothStays(Stay measured, Stay traced) implements Stay {
    @Override
    public @Nullable String traceparent() {
      return traced.traceparent();
    }

    @Override
    public void close() {
      measured.close();
      traced.close();
    }
  }
}
