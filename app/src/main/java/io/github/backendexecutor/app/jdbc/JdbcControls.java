package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.job.Actor;
import io.github.backendexecutor.executor.job.Control;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.job.RoleControl;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.Controls;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What operators have changed, one row a role.
final class JdbcControls implements Controls {
  /// The role's name under which the total is kept; no role is called so.
  private static final String TOTAL = "";

  private static final String ALL = "SELECT role, paused, max FROM role_control";

  /// In: role, paused, max. Answer: 1 row.
  private static final String SET =
      """
      INSERT INTO role_control (role, paused, max) VALUES (?, ?, ?)
      ON CONFLICT (role) DO UPDATE SET paused = excluded.paused, max = excluded.max\
      """;

  private final Database database;
  private final Clock clock;

  JdbcControls(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  @Override
  public Control read() {
    return database.look(connection -> {
      Integer total = null;
      Map<Role, RoleControl> roles = new HashMap<>();
      try (PreparedStatement query = connection.prepareStatement(ALL);
          ResultSet row = query.executeQuery()) {
        while (row.next()) {
          int number = row.getInt("max");
          Integer max = row.wasNull() ? null : Integer.valueOf(number);
          RoleControl control = new RoleControl(row.getBoolean("paused"), max);
          if (row.getString("role").equals(TOTAL)) {
            total = max;
          } else if (!control.equals(RoleControl.NONE)) {
            roles.put(new Role(row.getString("role")), control);
          }
        }
      }
      return new Control(total, roles);
    });
  }

  @Override
  public void set(Role role, RoleControl control, Actor actor) {
    String limit = control.max() == null ? "limit as configured" : "limit " + control.max();
    set(role.name(), control, actor, (control.paused() ? "paused, " : "not paused, ") + limit);
  }

  @Override
  public void setTotal(@Nullable Integer max, Actor actor) {
    set(TOTAL, new RoleControl(false, max), actor, max == null ? "as configured" : "limit " + max);
  }

  private void set(String role, RoleControl control, Actor actor, String detail) {
    database.commit(connection -> {
      try (PreparedStatement set = connection.prepareStatement(SET)) {
        set.setString(1, role);
        set.setBoolean(2, control.paused());
        set.setObject(3, control.max());
        set.executeUpdate();
      }
      String target = role.equals(TOTAL) ? "total" : role;
      AuditRows.add(connection, clock.now(), actor, "control", target, detail);
      return true;
    });
  }
}
