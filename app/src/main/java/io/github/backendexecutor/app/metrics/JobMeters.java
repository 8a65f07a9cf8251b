package io.github.backendexecutor.app.metrics;

import io.github.backendexecutor.executor.job.Ending;
import io.github.backendexecutor.executor.job.Entry;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.job.Run;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.Observer;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Counts jobs and measures where their time goes, by role: nothing in a label grows with the
/// number of jobs.
public final class JobMeters implements Observer {
  private static final Pattern MILLIS = Pattern.compile("[0-9]{13}");

  private final Map<Role, RoleMeters> roles = new TreeMap<>();
  private final Clock clock;

  public JobMeters(MeterRegistry registry, Collection<Role> roles, Clock clock) {
    this.clock = clock;
    roles.forEach(role -> this.roles.put(role, new RoleMeters(registry, role)));
  }

  @Override
  public Story begins(Role role, JobId id, @Nullable String traceparent) {
    RoleMeters meters = roles.get(role);
    return meters == null ? NONE.begins(role, id, traceparent) : new Measured(meters);
  }

  /// How long the job waited in its stream, by the server's clock there and ours here; only its
  /// first run, and unless it was asked to start later.
  private static Optional<Duration> waited(Run run) {
    Entry entry = run.entry();
    if (entry == null || run.attempt() > 1 || run.job().terms().notBefore() != null) {
      return Optional.empty();
    }
    String millis = entry.id().substring(0, Math.max(0, entry.id().indexOf('-')));
    // an id that its producer chose need not be a time
    return MILLIS.matcher(millis).matches()
        ? Optional.of(
            Duration.between(Instant.ofEpochMilli(Long.parseLong(millis)), run.startedAt()))
        : Optional.empty();
  }

  private final class Measured implements Story {
    private final RoleMeters meters;

    Measured(RoleMeters meters) {
      this.meters = meters;
    }

    @Override
    public Stay enter(Stage stage) {
      return new Measure(meters, stage, clock.nanos());
    }

    @Override
    public void started(Run run) {
      waited(run).ifPresent(meters::waited);
    }

    @Override
    public void ended(Ending ending) {
      meters.ended(ending.verdict());
    }

    @Override
    public @Nullable String traceId() {
      return null;
    }

    @Override
    public void close() {}
  }

  private final class Measure implements Stay {
    private final RoleMeters meters;
    private final Stage stage;
    private final long start;

    Measure(RoleMeters meters, Stage stage, long start) {
      this.meters = meters;
      this.stage = stage;
      this.start = start;
    }

    @Override
    public @Nullable String traceparent() {
      return null;
    }

    @Override
    public void close() {
      meters.took(stage, clock.nanos() - start);
    }
  }
}
