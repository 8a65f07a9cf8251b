package io.github.backendexecutor.executor.flow;

import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.spi.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// When the next row of each role is due, as far as this process knows. What it decides itself (a
/// retry, a scheduled entry) it knows at once; what others wrote it learns from a look at the
/// database.
final class DueTimes {
  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<Role, Instant> next = new HashMap<>();
  private boolean shut;

  DueTimes(Clock clock) {
    this.clock = clock;
  }

  /// A row of this role is due at this time.
  void note(Role role, Instant at) {
    lock.lock();
    try {
      Instant known = next.get(role);
      if (known == null || at.isBefore(known)) {
        next.put(role, at);
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
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
    lock.lock();
    try {
      while (!shut) {
        Instant at = next.get(role);
        if (at != null && !at.isAfter(clock.now())) {
          next.remove(role);
          return true;
        }
        waitUntil(at);
      }
      return false;
    } finally {
      lock.unlock();
    }
  }

  /// Ends all waiting, now and later.
  void shut() {
    lock.lock();
    try {
      shut = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @SuppressWarnings("WaitNotInLoop") // the caller loops
  private void waitUntil(@Nullable Instant at) {
    if (at == null) {
      changed.awaitUninterruptibly();
      return;
    }
    // a wall clock that is set back must not make the wait endless, nor a far time overflow it
    Duration wait = Duration.between(clock.now(), at);
    Duration bounded = wait.compareTo(Duration.ofMinutes(1)) > 0 ? Duration.ofMinutes(1) : wait;
    Clock.Alarm alarm = clock.alarm(bounded, this::wake);
    changed.awaitUninterruptibly();
    alarm.cancel();
  }

  private void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
