package io.github.backendexecutor.executor.flow;

import io.github.backendexecutor.executor.job.Role;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Keeps the limits: a job runs only with a slot of its role and a slot of the total, and both come
/// back when it closes them. Who waits is served in the order of coming, as soon as what it waits
/// for is free, so that neither a role nor a kind of work starves another.
///
/// A limit across instances would take its seat in [#fits].
public final class Slots {
  /// Where the work for a slot comes from.
  public enum Source {
    /// New entries of a stream.
    STREAM,
    /// Rows that are due: retries, scheduled and released jobs. They leave a fifth of the slots
    /// alone.
    ROWS
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Queue<Waiter> waiters = new ArrayDeque<>();
  private final Map<Role, Room> rooms = new HashMap<>();
  private final Room total;
  private final long maxBytes;
  private long bytes;
  private boolean shut;

  public Slots(Limits limits) {
    total = new Room(limits.total());
    limits.roles().forEach((role, max) -> rooms.put(role, new Room(max)));
    maxBytes = limits.bytes();
  }

  /// Waits until at least one slot is free and takes as many as are, up to `wanted`. After [#shut]
  /// it returns at once, with nothing.
  Hold take(Role role, Source source, int wanted) {
    lock.lock();
    try {
      Hold hold = new Hold(role, source);
      if (waitFor(new Waiter(hold, true, lock.newCondition()))) {
        while (hold.ofRole < wanted && fits(hold, true)) {
          occupy(hold, true);
        }
      }
      return hold;
    } finally {
      lock.unlock();
    }
  }

  /// Ends all waiting, now and later: the process is stopping.
  public void shut() {
    lock.lock();
    try {
      shut = true;
      waiters.forEach(waiter -> waiter.changed.signal());
    } finally {
      lock.unlock();
    }
  }

  /// How many slots of the role are taken, the one of an idle reader included.
  public int taken(Role role) {
    lock.lock();
    try {
      return room(role).taken;
    } finally {
      lock.unlock();
    }
  }

  /// How many total slots are taken.
  public int taken() {
    lock.lock();
    try {
      return total.taken;
    } finally {
      lock.unlock();
    }
  }

  /// How many takers wait for a slot.
  public int waiting() {
    lock.lock();
    try {
      return waiters.size();
    } finally {
      lock.unlock();
    }
  }

  private boolean waitFor(Waiter waiter) {
    waiters.add(waiter);
    if (!shut) {
      admit();
    }
    while (!waiter.admitted && !shut) {
      waiter.changed.awaitUninterruptibly();
    }
    waiters.remove(waiter);
    return waiter.admitted;
  }

  /// Gives what is free to those who have waited longest; one that cannot be served keeps its place
  /// and holds up nobody.
  private void admit() {
    for (Iterator<Waiter> all = waiters.iterator(); all.hasNext(); ) {
      Waiter waiter = all.next();
      if (fits(waiter.hold, waiter.wantsRole)) {
        occupy(waiter.hold, waiter.wantsRole);
        waiter.admitted = true;
        waiter.changed.signal();
        all.remove();
      }
    }
  }

  private boolean fits(Hold hold, boolean withRole) {
    return bytes < maxBytes
        && total.hasRoom(hold.source)
        && (!withRole || room(hold.role).hasRoom(hold.source));
  }

  private void occupy(Hold hold, boolean withRole) {
    total.change(hold.source, 1);
    hold.ofTotal++;
    if (withRole) {
      room(hold.role).change(hold.source, 1);
      hold.ofRole++;
    }
  }

  private void giveBack(Role role, Source source, int ofRole, int ofTotal, long weight) {
    lock.lock();
    try {
      room(role).change(source, -ofRole);
      total.change(source, -ofTotal);
      bytes -= weight;
      admit();
    } finally {
      lock.unlock();
    }
  }

  private Room room(Role role) {
    Room room = rooms.get(role);
    if (room == null) {
      throw new IllegalArgumentException("role " + role + " has no limit");
    }
    return room;
  }

  /// Slots that a loop has taken and not yet passed on to jobs. Closing it returns the rest. Used
  /// by one thread.
  final class Hold implements AutoCloseable {
    private final Role role;
    private final Source source;
    private int ofRole;
    private int ofTotal;

    private Hold(Role role, Source source) {
      this.role = role;
      this.source = source;
    }

    /// How many jobs can be started with it.
    int size() {
      return ofRole;
    }

    /// Keeps one slot of the role and no total slot: this is how an idle role waits for an entry
    /// without taking anything from a busy one.
    void keepOneOfRole() {
      int roleBack = ofRole - 1;
      int totalBack = ofTotal;
      ofRole = 1;
      ofTotal = 0;
      giveBack(role, source, roleBack, totalBack, 0);
    }

    /// Waits for the total slot that [#keepOneOfRole] gave up. Returns without it after [#shut].
    void waitForTotal() {
      lock.lock();
      try {
        waitFor(new Waiter(this, false, lock.newCondition()));
      } finally {
        lock.unlock();
      }
    }

    /// Passes one slot on to a job whose input weighs this many bytes.
    Slot enter(long weight) {
      if (ofRole == 0) {
        throw new IllegalStateException("no slot of role " + role + " is left in this hold");
      }
      lock.lock();
      try {
        bytes += weight;
      } finally {
        lock.unlock();
      }
      int totals = Math.min(ofTotal, 1);
      ofRole--;
      ofTotal -= totals;
      return new Slot(role, source, totals, weight);
    }

    @Override
    public void close() {
      if (ofRole > 0 || ofTotal > 0) {
        giveBack(role, source, ofRole, ofTotal, 0);
        ofRole = 0;
        ofTotal = 0;
      }
    }
  }

  /// The right of one job to run. Closing it again does nothing.
  final class Slot implements AutoCloseable {
    private final Role role;
    private final Source source;
    private final int totals;
    private final long weight;
    private final AtomicBoolean open = new AtomicBoolean(true);

    /// Whether it is a slot of the total too. False only when [#shut] ended the wait for that one.
    boolean whole() {
      return totals == 1;
    }

    private Slot(Role role, Source source, int totals, long weight) {
      this.role = role;
      this.source = source;
      this.totals = totals;
      this.weight = weight;
    }

    @Override
    public void close() {
      if (open.compareAndSet(true, false)) {
        giveBack(role, source, 1, totals, weight);
      }
    }
  }

  /// The slots of one role, or of all.
  private static final class Room {
    private final int max;
    private final int maxOfRows;
    private int taken;
    private int takenByRows;

    Room(int max) {
      this.max = max;
      this.maxOfRows = max == 1 ? 1 : max - Math.ceilDiv(max, 5);
    }

    boolean hasRoom(Source source) {
      return taken < max && (source == Source.STREAM || takenByRows < maxOfRows);
    }

    void change(Source source, int by) {
      taken += by;
      takenByRows += source == Source.ROWS ? by : 0;
    }
  }

  private static final class Waiter {
    private final Hold hold;
    private final boolean wantsRole;
    private final Condition changed;
    private boolean admitted;

    Waiter(Hold hold, boolean wantsRole, Condition changed) {
      this.hold = hold;
      this.wantsRole = wantsRole;
      this.changed = changed;
    }
  }
}
