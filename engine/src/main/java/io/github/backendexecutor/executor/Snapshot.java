package io.github.backendexecutor.executor;

import io.github.backendexecutor.executor.job.Role;
import java.util.Map;

/// What an executor is doing at one moment.
///
/// @param taken slots taken by role; an idle role's reader takes one
/// @param jobs jobs between their start and their settled end
/// @param storeAway the database is out of reach
/// @param streamAway Redis is out of reach
/// @param loopsAlive every reading loop runs
public record Snapshot(
    Map<Role, Integer> taken, int jobs, boolean storeAway, boolean streamAway, boolean loopsAlive) {

  /// Whether it can take work now.
  public boolean ready() {
    return loopsAlive && !storeAway && !streamAway;
  }
}
