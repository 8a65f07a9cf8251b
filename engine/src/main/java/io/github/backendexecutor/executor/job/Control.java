package io.github.backendexecutor.executor.job;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What operators have changed at run time, for all instances of the group. What is absent is as
/// configured.
///
/// @param total how many jobs one instance runs at most; 0: no limit; null: as configured
/// @param roles roles that nothing was changed of are absent
public record Control(@Nullable Integer total, Map<Role, RoleControl> roles) {
  public static final Control NONE = new Control(null, Map.of());

  public Control {
    roles = Map.copyOf(roles);
  }

  public RoleControl of(Role role) {
    return roles.getOrDefault(role, RoleControl.NONE);
  }
}
