package io.github.backendexecutor.executor.job;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What one instance can run, and what it runs of that.
///
/// @param total of all its roles together
/// @param roles those that it serves
/// @param heavy the inputs of its running jobs take all the memory that is set aside for them:
///   nothing more starts until one has ended
public record Capacity(
    InstanceId instance, Occupancy total, Map<Role, Occupancy> roles, boolean heavy) {
  public Capacity {
    roles = Map.copyOf(roles);
  }

  /// Another instance, as the database knows it.
  ///
  /// @param line with what the instance said of itself; without that it serves nothing
  public static Capacity of(InstanceLine line, Control control) {
    Map<Role, Occupancy> roles = new TreeMap<>();
    InstanceNote note = line.note();
    int total = note == null ? 0 : note.total();
    if (note != null) {
      note.roles()
          .forEach((role, max) -> {
            Integer own = control.of(role).max();
            roles.put(role, occupancy(own == null ? max : own, line.running().get(role)));
          });
    }
    Integer own = control.total();
    int running = line.running().values().stream().mapToInt(Integer::intValue).sum();
    return new Capacity(line.id(), occupancy(own == null ? total : own, running), roles, false);
  }

  private static Occupancy occupancy(int max, @Nullable Integer running) {
    return new Occupancy(max == 0 ? Integer.MAX_VALUE : max, running == null ? 0 : running, 0);
  }
}
