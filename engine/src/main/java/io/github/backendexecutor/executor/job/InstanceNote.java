package io.github.backendexecutor.executor.job;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What an instance says of itself when it starts.
///
/// @param total how many jobs of all roles it runs at once, as configured; 0: unlimited
/// @param roles each role that it serves, with its configured limit; 0: none
/// @param hub where SignalR clients reach it; null: it has no hub
public record InstanceNote(
    InstanceId id,
    String host,
    String version,
    Instant startedAt,
    int total,
    Map<Role, Integer> roles,
    @Nullable String hub) {
  public InstanceNote {
    roles = Map.copyOf(roles);
  }
}
