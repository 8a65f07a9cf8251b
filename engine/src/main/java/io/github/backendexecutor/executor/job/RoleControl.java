package io.github.backendexecutor.executor.job;

import org.jspecify.annotations.Nullable;

/// What operators have changed of one role.
///
/// @param paused nothing of the role is started; what runs goes on
/// @param max how many jobs of the role one instance runs at most; 0: no limit; null: as configured
public record RoleControl(boolean paused, @Nullable Integer max) {
  public static final RoleControl NONE = new RoleControl(false, null);
}
