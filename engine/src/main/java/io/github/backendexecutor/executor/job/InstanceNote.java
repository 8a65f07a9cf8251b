package io.github.backendexecutor.executor.job;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What an instance says of itself when it starts.
///
/// @param roles each role that it serves, with its configured limit; 0: none
/// @param hub where SignalR clients reach it; null: it has no hub
public record InstanceNote(
    InstanceId id,
    String host,
    String version,
    Instant startedAt,
    Map<Role, Integer> roles,
    @Nullable String hub) {
  public InstanceNote {
    roles = Map.copyOf(roles);
  }
}
