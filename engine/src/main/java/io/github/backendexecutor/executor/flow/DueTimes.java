package io.github.backendexecutor.executor.flow;

import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.spi.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// When the next row of each role is due, as far as this process knows. What it decides itself (a
/// retry, a scheduled entry) it knows at once; what others wrote it learns from a look at the
/// database.
final class DueTimes {
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  private final Clock clock;
  private final Monitor monitor;
  private final Map<Role, Instant> next = new ConcurrentHashMap<>();
  private volatile boolean shut;

  DueTimes(Clock clock) {
    this.clock = clock;
    this.monitor = new Monitor(clock);
  }

  /// A row of this role is due at this time.
  void note(Role role, Instant at) {
    monitor.change(() -> next.merge(role, at, (old, fresh) -> fresh.isBefore(old) ? fresh : old));
  }

  /// The same, but the row is left alone for this long.
  void note(Role role, Instant at, Duration pause) {
    Instant soonest = clock.now().plus(pause);
    note(role, at.isBefore(soonest) ? soonest : at);
  }

  /// A row of this role may be due already.
  void noteNow(Role role) {
    note(role, clock.now());
  }

  /// Waits until a row of this role is due, and forgets that one. False after [#shut].
  boolean await(Role role) {
    while (!shut) {
      Instant at = next.get(role);
      if (at != null && !at.isAfter(clock.now())) {
        next.remove(role, at);
        return true;
      }
      monitor.await(() -> shut || !Objects.equals(next.get(role), at), atMost(at));
    }
    return false;
  }

  /// Ends all waiting, now and later.
  void shut() {
    monitor.change(() -> shut = true);
  }

  /// A wall clock that is set back must not make the wait endless, nor a far time overflow it.
  private Duration atMost(@Nullable Instant at) {
    Duration wait = at == null ? LONGEST_WAIT : Duration.between(clock.now(), at);
    return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
  }
}
