package io.github.backendexecutor.executor;

import io.github.backendexecutor.executor.flow.Counts;
import io.github.backendexecutor.executor.job.Role;
import java.util.Map;

/// What an executor is doing at one moment.
///
/// @param taken slots taken by role; an idle role's reader takes one
/// @param jobs jobs between their start and their settled end
/// @param storeAway the database is out of reach
/// @param streamAway Redis is out of reach
/// @param leased it beats, so it may start jobs
/// @param loopsAlive every reading loop runs and none hangs
/// @param counts what happened rarely since the start
public record Snapshot(
    Map<Role, Integer> taken,
    int jobs,
    boolean storeAway,
    boolean streamAway,
    boolean leased,
    boolean loopsAlive,
    Counts counts) {

  /// Whether it can take work now.
  public boolean ready() {
    return loopsAlive && leased && !storeAway && !streamAway;
  }
}
