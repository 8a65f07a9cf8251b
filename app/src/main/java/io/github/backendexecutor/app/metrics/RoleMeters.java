package io.github.backendexecutor.app.metrics;

import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.job.Verdict;
import io.github.backendexecutor.executor.spi.Observer.Stage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The counters and timers of one role. All are there from the start, so that a rate over them
/// misses no first job.
final class RoleMeters {
  private static final Duration[] MOMENTS = millis(1, 5, 10, 50, 100, 500, 1_000, 5_000);
  private static final Duration[] SPANS =
      millis(100, 1_000, 5_000, 15_000, 60_000, 300_000, 900_000, 3_600_000);

  private final Map<Stage, Timer> stages = new EnumMap<>(Stage.class);
  private final Timer wait;
  private final Counter completed;
  private final Counter failed;
  private final Counter cancelled;
  private final Counter retrying;
  private final Counter released;

  RoleMeters(MeterRegistry registry, Role role) {
    for (Stage stage : Stage.values()) {
      String word = stage.name().toLowerCase(Locale.ROOT);
      Duration[] bounds = stage == Stage.RUN ? SPANS : MOMENTS;
      stages.put(stage, timer(registry, "executor.job." + word, what(stage), role, bounds));
    }
    wait = timer(registry, "executor.job.wait", "From the stream to the first start", role, SPANS);
    completed = counter(registry, role, "completed");
    failed = counter(registry, role, "failed");
    cancelled = counter(registry, role, "cancelled");
    retrying = counter(registry, role, "retrying");
    released = counter(registry, role, "released");
  }

  void waited(Duration time) {
    wait.record(time.isNegative() ? Duration.ZERO : time);
  }

  @SuppressWarnings("NullAway") // the constructor made all of them
  void took(Stage stage, long nanos) {
    stages.get(stage).record(nanos, TimeUnit.NANOSECONDS);
  }

  void ended(Verdict verdict) {
    Counter counter =
        switch (verdict) {
          case Verdict.Done _ -> completed;
          case Verdict.Bury _ -> failed;
          case Verdict.Cancel _ -> cancelled;
          case Verdict.Retry _ -> retrying;
          case Verdict.Release _ -> released;
        };
    counter.increment();
  }

  private static String what(Stage stage) {
    return switch (stage) {
      case BEGIN -> "Asking the database for the right to run";
      case RUN -> "In the runner";
      case SAVE -> "Saving the end of a run";
      case TELL -> "Telling waiting clients";
      case SETTLE -> "Taking the entry out of its stream";
    };
  }

  private static Timer timer(
      MeterRegistry registry, String name, String what, Role role, Duration[] bounds) {
    return Timer.builder(name)
        .description(what)
        .tag("role", role.name())
        .serviceLevelObjectives(bounds)
        .register(registry);
  }

  private static Counter counter(MeterRegistry registry, Role role, String outcome) {
    return Counter.builder("executor.jobs")
        .description("Runs that ended, by what became of them")
        .tag("role", role.name())
        .tag("outcome", outcome)
        .register(registry);
  }

  private static Duration[] millis(long... bounds) {
    return Arrays.stream(bounds).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
  }
}
