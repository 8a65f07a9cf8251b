package io.github.backendexecutor.app.api;

import io.github.backendexecutor.app.api.Here.Doing;
import io.github.backendexecutor.executor.job.Capacity;
import io.github.backendexecutor.executor.job.Circumstances;
import io.github.backendexecutor.executor.job.Control;
import io.github.backendexecutor.executor.job.InstanceLine;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.Controls;
import io.github.backendexecutor.executor.spi.Instances;
import io.github.backendexecutor.executor.spi.StoreUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The state of the whole group as this instance knows it, read at most once a second.
public final class Situation {
  private static final Duration FRESH = Duration.ofSeconds(1);

  private final Here here;
  private final Clock clock;
  private final Memo<List<InstanceLine>> instances;
  private final Memo<Control> control;

  public Situation(Here here, Instances instances, Controls controls, Clock clock) {
    this.here = here;
    this.clock = clock;
    this.instances = new Memo<>(FRESH, clock, instances::all, this::isDatabaseAway);
    this.control = new Memo<>(FRESH, clock, controls::read, this::isDatabaseAway);
  }

  Here here() {
    return here;
  }

  Instant time() {
    return clock.now();
  }

  /// All that decides whether a job can start.
  Circumstances now() {
    Optional<Doing> doing = here.doing();
    List<Capacity> capacities = new ArrayList<>();
    doing.map(Doing::capacity).ifPresent(capacities::add);
    Control changed = control();
    for (InstanceLine line : instances()) {
      if (line.goneAt() == null && !line.id().equals(here.id())) {
        capacities.add(Capacity.of(line, changed));
      }
    }
    return new Circumstances(
        clock.now(), changed, databaseAwaySince(), redisAwaySince(), capacities);
  }

  /// The same, as somebody knows who has just found the database away.
  Circumstances withoutDatabase() {
    Circumstances all = now();
    Instant since = all.databaseAway();
    return new Circumstances(
        all.now(),
        all.control(),
        since == null ? all.now() : since,
        all.redisAway(),
        all.instances());
  }

  /// Those that live and those that went lately, as far as the database tells.
  List<InstanceLine> instances() {
    try {
      return instances.get();
    } catch (StoreUnavailable e) {
      List<InstanceLine> last = instances.last();
      return last == null ? List.of() : last;
    }
  }

  /// What operators have changed, as far as it is known.
  Control control() {
    try {
      return control.get();
    } catch (StoreUnavailable e) {
      Control last = control.last();
      return last == null ? Control.NONE : last;
    }
  }

  /// Something was changed: the next look shows it.
  void changed() {
    control.forget();
  }

  /// Since when the database is away; null: it is not.
  @Nullable Instant databaseAwaySince() {
    return here.databaseAwaySince();
  }

  boolean isDatabaseAway() {
    return databaseAwaySince() != null;
  }

  @Nullable Instant redisAwaySince() {
    return here.redisAwaySince();
  }
}
