package io.github.backendexecutor.executor.flow;

import io.github.backendexecutor.executor.job.Gone;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.job.TakenOver;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.JobStream;
import io.github.backendexecutor.executor.spi.Notifier;
import io.github.backendexecutor.executor.spi.Nudges;
import io.github.backendexecutor.executor.spi.Ownership;
import io.github.backendexecutor.executor.spi.StoreUnavailable;
import io.github.backendexecutor.executor.spi.StreamUnavailable;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Picks up what instances that are gone have left: their runs become due again, their entries
/// become ours to look at. All instances do so at once and take from each other what is left, so it
/// does not matter which of them dies over it.
final class Repair implements Runnable {
  private static final Duration PAUSE = Duration.ofSeconds(2);
  private static final int PAGE = 500;
  private static final int MOST_PAGES = 100;

  /// An instance of which nothing was left is looked at once more: its last write may have come
  /// through late.
  private static final Duration AGAIN = Duration.ofMinutes(5);

  private static final Logger LOG = LoggerFactory.getLogger(Repair.class);

  private final Map<Role, RoleSettings> roles;
  private final Estate estate;
  private final List<RoleLoop> readers;
  private final DueTimes dueTimes;
  private final Tally tally;
  private final Clock clock;
  private final Wakeup wakeup;
  private final Map<InstanceId, Cleared> cleared = new HashMap<>();
  private volatile List<Liveness.Death> deaths = List.of();
  private volatile boolean stopping;

  /// The sockets over which an inheritance is taken.
  record Estate(Ownership ownership, JobStream stream, Notifier notifier, Nudges nudges) {}

  Repair(
      Map<Role, RoleSettings> roles,
      Estate estate,
      List<RoleLoop> readers,
      DueTimes dueTimes,
      Tally tally,
      Clock clock) {
    this.roles = roles;
    this.estate = estate;
    this.readers = readers;
    this.dueTimes = dueTimes;
    this.tally = tally;
    this.clock = clock;
    this.wakeup = new Wakeup(clock);
  }

  /// Everyone who is gone at this moment.
  void gone(List<Liveness.Death> all) {
    deaths = all;
    synchronized (cleared) {
      cleared.keySet().retainAll(all.stream().map(death -> death.gone().instance()).toList());
    }
    if (all.stream().anyMatch(death -> !isCleared(death.gone()))) {
      wakeup.ring();
    }
  }

  void stop() {
    stopping = true;
    wakeup.shut();
  }

  @Override
  public void run() {
    while (wakeup.await(PAUSE)) {
      try {
        inherit(deaths.stream().filter(death -> !isCleared(death.gone())).toList());
        readers.forEach(RoleLoop::keepGroup);
      } catch (Throwable e) { // a fault of this program must not end the repairs
        LOG.error("picking up what others left failed", e);
      }
    }
  }

  /// All rows first: they need no Redis.
  private void inherit(List<Liveness.Death> open) {
    Set<InstanceId> withoutRows = new HashSet<>();
    for (Liveness.Death death : open) {
      if (!stopping && takeOver(death)) {
        withoutRows.add(death.gone().instance());
      }
    }
    for (Liveness.Death death : open) {
      if (!stopping && adopt(death.gone()) && withoutRows.contains(death.gone().instance())) {
        clear(death.gone());
      }
    }
  }

  /// True when no run of it is left.
  private boolean takeOver(Liveness.Death death) {
    try {
      boolean clear = true;
      for (RoleSettings role : roles.values()) {
        clear &= takeOver(death, role);
      }
      return clear;
    } catch (StoreUnavailable e) {
      LOG.debug("taking over waits for the database: {}", e.getMessage());
      return false;
    }
  }

  private boolean takeOver(Liveness.Death death, RoleSettings role) {
    TakenOver taken;
    do {
      taken = estate.ownership().takeOver(death.gone(), role.role(), role.retry().maxLost(), PAGE);
      int jobs = taken.ready() + taken.ended().size();
      if (jobs > 0) {
        LOG.warn(
            "{} is gone ({}): {} of its jobs of role {} start again, {} have ended",
            death.gone().instance(),
            death.why(),
            taken.ready(),
            role.role(),
            taken.ended().size());
        tally.takenOver(jobs);
        dueTimes.noteNow(role.role());
        estate.nudges().send();
        taken.ended().forEach(this::tellAndSettle);
      } else if (taken.more()) {
        return false; // somebody holds them: at the next turn
      }
    } while (taken.more() && !stopping);
    return !taken.more();
  }

  /// What fails here is found again as a pending entry of an ended job.
  private void tellAndSettle(TakenOver.Ended ended) {
    estate.notifier().tell(ended.event());
    try {
      if (ended.entry() != null) {
        estate.stream().settle(ended.entry(), ended.event().jobId().value());
      }
    } catch (StreamUnavailable e) {
      LOG.debug("the entry of job {} stays: {}", ended.event().jobId(), e.getMessage());
    }
  }

  /// True when no entry of it is left.
  private boolean adopt(Gone gone) {
    try {
      boolean clear = false;
      for (int page = 0; page < MOST_PAGES && !clear && !stopping; page++) {
        clear = estate.stream().adopt(gone.instance());
      }
      readers.forEach(RoleLoop::scanSoon);
      return clear;
    } catch (StreamUnavailable e) {
      LOG.debug("adopting entries waits for Redis: {}", e.getMessage());
      return false;
    }
  }

  private boolean isCleared(Gone gone) {
    synchronized (cleared) {
      Cleared before = cleared.get(gone.instance());
      return before != null
          && before.beat() == gone.beat()
          && (before.times() > 1 || clock.nanos() - before.at() < AGAIN.toNanos());
    }
  }

  private void clear(Gone gone) {
    synchronized (cleared) {
      Cleared before = cleared.get(gone.instance());
      int times = before == null || before.beat() != gone.beat() ? 1 : before.times() + 1;
      cleared.put(gone.instance(), new Cleared(gone.beat(), clock.nanos(), times));
    }
  }

  /// Nothing was left of an instance that was gone at this beat.
  ///
  /// @param times how often that was found
  private record Cleared(long beat, long at, int times) {}
}
