package io.github.backendexecutor.executor.job;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An instance as the database knows it.
///
/// @param note what it says of itself; null: it has not yet, or is of an older version
/// @param beat how often it has beaten
/// @param goneAt when it left or was declared dead; null: it lives, as far as is known
/// @param running how many jobs of each role it runs; roles without are absent
public record InstanceLine(
    InstanceId id,
    @Nullable InstanceNote note,
    long beat,
    Instant startedAt,
    @Nullable Instant goneAt,
    Map<Role, Integer> running) {
  public InstanceLine {
    running = Map.copyOf(running);
  }
}
