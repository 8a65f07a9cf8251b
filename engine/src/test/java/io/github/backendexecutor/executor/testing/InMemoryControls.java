package io.github.backendexecutor.executor.testing;

import io.github.backendexecutor.executor.job.Actor;
import io.github.backendexecutor.executor.job.Control;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.job.RoleControl;
import io.github.backendexecutor.executor.spi.Audit;
import io.github.backendexecutor.executor.spi.Controls;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What operators have changed, in memory.
public final class InMemoryControls implements Controls {
  private final Audit audit;
  private Control control = Control.NONE;

  public InMemoryControls(Audit audit) {
    this.audit = audit;
  }

  @Override
  public synchronized Control read() {
    return control;
  }

  @Override
  public synchronized void set(Role role, RoleControl changed, Actor actor) {
    Map<Role, RoleControl> roles = new HashMap<>(control.roles());
    roles.put(role, changed);
    roles.values().removeIf(RoleControl.NONE::equals);
    control = new Control(control.total(), roles);
    audit.note(actor, "control", role.name(), changed.toString());
  }

  @Override
  public synchronized void setTotal(@Nullable Integer max, Actor actor) {
    control = new Control(max, control.roles());
    audit.note(actor, "control", "total", "max=" + max);
  }
}
