package io.github.backendexecutor.executor.flow;

import io.github.backendexecutor.executor.flow.Slots.Hold;
import io.github.backendexecutor.executor.flow.Slots.Source;
import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.job.Entry;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.JobStream;
import io.github.backendexecutor.executor.spi.Known;
import io.github.backendexecutor.executor.spi.StreamUnavailable;
import java.time.Duration;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads one role's stream, as fast as slots are free, and starts what it reads. One virtual thread
/// a role. It reads only while the database answers and keeps up: what cannot begin stays in Redis
/// for others. In a paused role it reads nothing; what is pending is looked through as ever, so
/// that entries of jobs that have ended are settled and all others are safe in rows.
final class RoleLoop implements Runnable {
  /// How long one read waits for an entry. Bounds how long a stop takes, and sets the idle cost.
  static final Duration WAIT = Duration.ofSeconds(2);

  /// How long it waits in line for its turn to read, behind one that may wait for a slot.
  private static final Duration TURN = Duration.ofMillis(50);

  private static final Logger LOG = LoggerFactory.getLogger(RoleLoop.class);

  /// How long an entry that was forgotten waits at most until it is looked for.
  private static final Duration SCAN = Duration.ofSeconds(15);

  /// The same when the last look found none.
  private static final Duration RARE_SCAN = Duration.ofSeconds(30);

  /// The same when there is nothing here that could have been forgotten.
  private static final Duration IDLE_SCAN = Duration.ofSeconds(60);

  /// One look of so many compares nothing and reads everything that is pending.
  private static final int THOROUGH = 10;

  /// A turn of the loop that takes longer than this hangs.
  static final Duration STUCK = Duration.ofSeconds(30);

  private static final int BATCH = 500;
  private static final int PAGE = 500;

  private final Role role;
  private final Slots slots;
  private final JobStream stream;
  private final RunningJobs jobs;
  private final Unsaved.Reader reader;
  private final Outages outages;
  private final Clock clock;
  private final Lease lease;
  private final DoubleSupplier chance;
  private final Wakeup steered;
  private volatile boolean stopping;
  private volatile boolean waitsForSlots;
  private volatile long lastTurn;
  private volatile long lastScan;
  private volatile long nextScan;
  private Duration pause = SCAN;
  private boolean quiet;
  private boolean newOnesTurn;
  private @Nullable Entry scanned;
  private Known known = Known.NOTHING;
  private volatile boolean doubtful;
  private int scans;

  RoleLoop(Role role, Slots slots, JobStream stream, RunningJobs jobs, Reading reading) {
    this.role = role;
    this.slots = slots;
    this.stream = stream;
    this.jobs = jobs;
    this.reader = jobs.reader();
    this.outages = reading.outages();
    this.lease = reading.lease();
    this.chance = reading.chance();
    this.clock = reading.clock();
    this.steered = new Wakeup(clock);
    this.lastTurn = clock.nanos();
    this.lastScan = lastTurn;
    this.nextScan = lastTurn + SCAN.toNanos();
  }

  /// What all readers share.
  record Reading(Outages outages, Lease lease, DoubleSupplier chance, Clock clock) {}

  @Override
  public void run() {
    while (!stopping) {
      outages.store().awaitEnd(WAIT);
      lease.await(WAIT);
      if (!reader.awaitRoom(TURN)) {
        lastTurn = clock.nanos(); // however long that goes on, it is no loop that hangs
        continue;
      }
      try (Hold hold = slots()) {
        if (mayRead(hold)) {
          List<Delivery> found = next(hold);
          jobs.start(found, delivery -> hold.enter(delivery.weight()));
          reader.brought(found);
        }
      } catch (StreamUnavailable e) {
        doubtful = true;
        nextScan = clock.nanos(); // the lost answer may have held entries
        outages.stream().failed(role.name(), e);
      } catch (Throwable e) { // a fault of this program must not end the reading for good
        LOG.error("reading jobs of role {} failed", role, e);
        outages.stream().failed(role.name(), new IllegalStateException(e));
      } finally {
        reader.ends();
      }
    }
  }

  /// It may have waited for slots, and much may have changed meanwhile.
  private boolean mayRead(Hold hold) {
    return hold.size() > 0
        && !stopping
        && lease.valid()
        && !outages.store().present()
        && reader.begins();
  }

  private Hold slots() {
    waitsForSlots = true;
    try {
      return slots.isPaused(role) ? slotsToLook() : slots.take(role, Source.STREAM, BATCH);
    } finally {
      lastTurn = clock.nanos();
      waitsForSlots = false;
    }
  }

  /// With nothing to look at, or no slot to do so, it waits here.
  private Hold slotsToLook() {
    Hold hold = slots.takeToLook(role, isScanDue() ? BATCH : 0);
    if (hold.size() == 0) {
      steered.await(WAIT);
    }
    return hold;
  }

  /// Whether it reads, or waits for something that it should wait for.
  boolean alive() {
    boolean waits = waitsForSlots || outages.store().present() || !lease.valid();
    return waits || clock.nanos() - lastTurn < STUCK.toNanos();
  }

  /// Looks for forgotten entries at the next turn, but not again and again.
  void scanSoon() {
    doubtful = true;
    long soonest = lastScan + WAIT.toNanos();
    nextScan = clock.nanos() - soonest < 0 ? soonest : clock.nanos();
  }

  /// The role was paused or resumed.
  void steered() {
    steered.ring();
  }

  /// A read makes a missing group again, and shows that Redis is back; while all slots are taken,
  /// and nothing is read, this does.
  void keepGroup() {
    if (waitsForSlots && clock.nanos() - lastTurn > WAIT.toNanos()) {
      try {
        stream.pending(role, null, 1, Known.NOTHING);
        outages.stream().worked(role.name());
      } catch (StreamUnavailable e) {
        LOG.debug("looking for the group of role {}: {}", role, e.getMessage());
      }
    }
  }

  /// Reads no more after the read that is under way. [Slots#shut] ends a wait for slots.
  void stop() {
    stopping = true;
    steered.shut();
  }

  private List<Delivery> next(Hold hold) {
    List<Delivery> forgotten = forgotten(hold.size());
    if (!forgotten.isEmpty() || slots.isPaused(role)) {
      return forgotten;
    }
    boolean scanning = scanned != null;
    if (!quiet || scanning) {
      List<Delivery> found = read(hold.size(), Duration.ZERO);
      if (!found.isEmpty() || scanning) {
        return found; // a scan that is under way goes on without waiting
      }
    }
    reader.ends(); // whoever waits for its turn need not wait for an entry of this role
    hold.keepOneOfRole();
    List<Delivery> found = read(1, WAIT);
    quiet = found.isEmpty();
    if (!quiet) {
      // when the process is stopping this returns without a slot: the job then begins and is given
      // back
      hold.waitForTotal();
    }
    return found;
  }

  /// Entries that are pending for this process and that no job here knows: read, but the answer was
  /// lost; adopted; a second entry of a job that has ended since; ended, but not settled. Also
  /// those whose jobs wait, now and then (see [Parked]). Whoever begins them again is told by the
  /// row which it is. Only this loop reads this role, so none is just arriving. New entries get
  /// every other turn.
  ///
  /// Where as many are pending as are known here nothing is looked for. Whenever there is a reason
  /// to look each entry is compared all the same, and now and then each is read.
  private List<Delivery> forgotten(int max) {
    if (newOnesTurn || !isScanDue()) {
      newOnesTurn = false;
      return List.of();
    }
    if (scanned == null) {
      known = known();
    }
    List<Delivery> page = stream.pending(role, scanned, PAGE, known);
    outages.stream().worked(role.name());
    while (!page.isEmpty()) {
      List<Delivery> found = unknown(page).stream().limit(max).toList();
      scanned = (found.size() < max ? page : found).getLast().entry();
      if (!found.isEmpty()) {
        newOnesTurn = true;
        pause = SCAN;
        return found;
      }
      page = stream.pending(role, scanned, PAGE, known);
    }
    scanned = null;
    jobs.scanned();
    lastScan = clock.nanos();
    nextScan = lastScan + (long) (pause.toNanos() * (0.5 + chance.getAsDouble() / 2));
    pause = jobs.isIdle() ? IDLE_SCAN : RARE_SCAN;
    return List.of();
  }

  private Known known() {
    boolean doubted = doubtful;
    doubtful = false; // what comes during the look is a reason for another one
    if (++scans % THOROUGH == 0) {
      return Known.NOTHING;
    }
    return doubted ? jobs.uncounted() : jobs;
  }

  private boolean isScanDue() {
    return clock.nanos() - nextScan >= 0;
  }

  private List<Delivery> read(int max, Duration wait) {
    List<Delivery> found = stream.read(role, max, wait);
    outages.stream().worked(role.name());
    return unknown(found);
  }

  /// Without the entries of jobs that are here: a group that lost its place delivers them again.
  /// They stay pending, and are looked at again when their jobs have gone.
  private List<Delivery> unknown(List<Delivery> found) {
    return found.stream().filter(delivery -> !jobs.holds(delivery.entry())).toList();
  }
}
