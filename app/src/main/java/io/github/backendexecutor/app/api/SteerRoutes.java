package io.github.backendexecutor.app.api;

import io.github.backendexecutor.app.api.GroupAnswers.NewLimit;
import io.github.backendexecutor.app.api.GroupAnswers.RoleAnswer;
import io.github.backendexecutor.app.api.gate.Caller;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.job.RoleControl;
import io.github.backendexecutor.executor.spi.Controls;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// Pauses and limits, changed while executors run, for all instances of the group.
@RestController
@RequestMapping("/api/v1")
public final class SteerRoutes {
  private final Controls controls;
  private final RoleBoard board;
  private final Situation situation;
  private final Nudge nudge;

  public SteerRoutes(Controls controls, RoleBoard board, Situation situation, Nudge nudge) {
    this.controls = controls;
    this.board = board;
    this.situation = situation;
    this.nudge = nudge;
  }

  /// What is not named stays; a `max` of null is the configured one.
  @PatchMapping("/roles/{role}")
  RoleAnswer role(@PathVariable String role, @RequestBody Body body, HttpServletRequest request) {
    boolean newMax = body.has("max");
    Integer max = limit(body, "max");
    Boolean paused = body.yesOrNo("paused");
    body.done();
    Role named = known(role);
    RoleControl old = controls.read().of(named);
    controls.set(
        named,
        new RoleControl(paused == null ? old.paused() : paused, newMax ? max : old.max()),
        Caller.of(request).actor());
    changed();
    return board.role(named);
  }

  private Role known(String name) {
    Role role = Role.isName(name) ? new Role(name) : null;
    if (role == null || !board.knows(role)) {
      throw NotThere.unknown("role of this name");
    }
    return role;
  }

  /// Null is the configured one.
  @PatchMapping("/limits")
  NewLimit limits(@RequestBody Body body, HttpServletRequest request) {
    if (!body.has("total")) {
      body.wrong("total", "is missing");
    }
    Integer total = limit(body, "total");
    body.done();
    controls.setTotal(total, Caller.of(request).actor());
    changed();
    return new NewLimit(board.roles().total().max());
  }

  private static @Nullable Integer limit(Body body, String field) {
    Long value = body.whole(field, 0, Integer.MAX_VALUE);
    return value == null ? null : value.intValue();
  }

  private void changed() {
    situation.changed();
    nudge.send();
  }
}
