package io.github.backendexecutor.executor.spi;

import io.github.backendexecutor.executor.job.Actor;
import io.github.backendexecutor.executor.job.Control;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.job.RoleControl;
import org.jspecify.annotations.Nullable;

/// What operators change while executors run. Kept over restarts, and the same for all instances of
/// a group; each reads it now and then.
///
/// Every call throws [StoreUnavailable] when the database cannot be reached.
public interface Controls {
  Control read();

  /// From now on this holds for the role, all of it; audited.
  void set(Role role, RoleControl control, Actor actor);

  /// From now on this is the limit of all roles together in one instance; audited.
  ///
  /// @param max 0: none; null: as configured
  void setTotal(@Nullable Integer max, Actor actor);
}
