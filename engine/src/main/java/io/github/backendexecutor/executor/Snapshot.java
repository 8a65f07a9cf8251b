package io.github.backendexecutor.executor;

import io.github.backendexecutor.executor.flow.Counts;
import io.github.backendexecutor.executor.job.Capacity;
import io.github.backendexecutor.executor.job.Control;
import io.github.backendexecutor.executor.job.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What an executor is doing at one moment.
///
/// @param taken slots taken by role; an idle role's reader takes one
/// @param capacity what it can run with the limits that are in force, and what it runs
/// @param control what operators have changed; null before that is known, and until then nothing
///   starts
/// @param jobs jobs between their start and their settled end
/// @param storeAwaySince since when the database is out of reach; null: it is not
/// @param streamAwaySince since when Redis is out of reach; null: it is not
/// @param leased it beats, so it may start jobs
/// @param sinceBeat how long ago the latest beat was sent that has arrived in the database
/// @param loopsAlive every reading loop runs and none hangs
/// @param counts what happened rarely since the start
public record Snapshot(
    Map<Role, Integer> taken,
    Capacity capacity,
    @Nullable Control control,
    int jobs,
    @Nullable Instant storeAwaySince,
    @Nullable Instant streamAwaySince,
    boolean leased,
    Duration sinceBeat,
    boolean loopsAlive,
    Counts counts) {

  public boolean storeAway() {
    return storeAwaySince != null;
  }

  public boolean streamAway() {
    return streamAwaySince != null;
  }

  /// Whether it can take work now.
  public boolean ready() {
    return loopsAlive && leased && !storeAway() && !streamAway();
  }
}
