package io.github.backendexecutor.app.api;

import io.github.backendexecutor.executor.job.Capacity;
import io.github.backendexecutor.executor.job.Control;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Role;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// This process, as it was set up and as it is now.
public interface Here {
  InstanceId id();

  String version();

  /// The roles that are configured here, whether or not they are served.
  Map<Role, RoleFacts> roles();

  /// How many jobs of all roles run at once, as configured; 0: unlimited.
  int total();

  /// What the executor does now; nothing while it waits for its servers.
  Optional<Doing> doing();

  /// Since when the database is out of reach, at the start too; null: it is not.
  @Nullable Instant databaseAwaySince();

  /// Since when Redis is out of reach, at the start too; null: it is not.
  @Nullable Instant redisAwaySince();

  /// How a role is configured.
  ///
  /// @param max 0: unlimited
  record RoleFacts(String stream, String runner, int max) {}

  /// What the executor does.
  ///
  /// @param ready it takes work
  /// @param taken slots by role
  /// @param control what operators have changed; null: not read yet
  record Doing(
      boolean ready, Capacity capacity, Map<Role, Integer> taken, @Nullable Control control) {}
}
