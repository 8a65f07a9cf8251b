package io.github.backendexecutor.executor.flow;

import io.github.backendexecutor.executor.job.Control;
import io.github.backendexecutor.executor.job.Role;
import java.util.Map;
import java.util.TreeMap;

/// How much may run at once: by role, in all, and by the memory that running jobs keep alive.
///
/// @param total jobs of all roles together; at least 1
/// @param roles jobs of each role; at least 1 each
/// @param bytes what the inputs of running jobs may weigh together; while it is exceeded nothing
///   more is read
public record Limits(int total, Map<Role, Integer> roles, long bytes) {
  /// What a waiting job costs besides its input: its thread, its row, its places in queues.
  private static final long BYTES_PER_JOB = 6 * 1024;

  /// The limits as configured, where 0 means unlimited: then the heap is the bound.
  ///
  /// @param maxHeap in bytes
  public static Limits of(int total, Map<Role, Integer> roles, long maxHeap) {
    int ceiling = ceiling(maxHeap);
    Map<Role, Integer> bounded = new TreeMap<>();
    roles.forEach((role, max) -> bounded.put(role, max == 0 ? ceiling : max));
    return new Limits(total == 0 ? ceiling : total, bounded, maxHeap / 4);
  }

  /// These limits with what operators have changed of them.
  public Limits steered(Control control) {
    Integer most = control.total();
    Map<Role, Integer> changed = new TreeMap<>();
    roles.forEach((role, max) -> {
      Integer own = control.of(role).max();
      changed.put(role, own == null ? max : bounded(own));
    });
    return new Limits(most == null ? total : bounded(most), changed, bytes);
  }

  private int bounded(int max) {
    return max == 0 ? ceiling(bytes > Long.MAX_VALUE / 4 ? Long.MAX_VALUE : bytes * 4) : max;
  }

  /// How many jobs fit into half of a heap of this many bytes, their inputs not counted; at least
  /// 16.
  public static int ceiling(long maxHeap) {
    return Math.clamp(maxHeap / 2 / BYTES_PER_JOB, 16, 1_000_000);
  }
}
