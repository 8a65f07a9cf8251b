package io.github.backendexecutor.executor.flow;

import io.github.backendexecutor.executor.job.Capacity;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Occupancy;
import io.github.backendexecutor.executor.job.Role;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
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
  private final Condition opened = lock.newCondition();
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

  /// Changes how much may run at once, and in which roles nothing may start.
  ///
  /// @param limits for every role; their bytes are those of the start
  public void change(Limits limits, Set<Role> paused) {
    lock.lock();
    try {
      total.setMax(limits.total());
      limits.roles().forEach((role, max) -> room(role).setMax(max));
      rooms.forEach((role, room) -> room.paused = paused.contains(role));
      opened.signalAll();
      waiters.forEach(waiter -> waiter.changed.signal());
      admit();
    } finally {
      lock.unlock();
    }
  }

  /// Waits until at least one slot is free and takes as many as are, up to `wanted`. While the role
  /// is paused, and after [#shut], it returns at once, with nothing.
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

  /// Takes what is free now, up to `wanted`, also in a paused role: for entries that are looked at
  /// and not run.
  Hold takeToLook(Role role, int wanted) {
    lock.lock();
    try {
      Hold hold = new Hold(role, Source.STREAM);
      while (!shut && hold.ofRole < wanted && hasRoom(hold, true)) {
        occupy(hold, true);
      }
      return hold;
    } finally {
      lock.unlock();
    }
  }

  boolean isPaused(Role role) {
    lock.lock();
    try {
      return room(role).paused;
    } finally {
      lock.unlock();
    }
  }

  /// Waits while the role is paused; returns at once after [#shut].
  void awaitOpen(Role role) {
    lock.lock();
    try {
      while (room(role).paused && !shut) {
        opened.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Ends all waiting, now and later: the process is stopping.
  public void shut() {
    lock.lock();
    try {
      shut = true;
      opened.signalAll();
      waiters.forEach(waiter -> waiter.changed.signal());
    } finally {
      lock.unlock();
    }
  }

  /// What can run here, and what runs.
  Capacity capacity(InstanceId here) {
    lock.lock();
    try {
      Map<Role, Occupancy> roles = new TreeMap<>();
      rooms.forEach((role, room) -> roles.put(role, room.occupancy()));
      return new Capacity(here, total.occupancy(), roles, bytes >= maxBytes);
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
    Room room = room(waiter.hold.role);
    while (!waiter.admitted && !shut && !room.paused) {
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
    return !room(hold.role).paused && hasRoom(hold, withRole);
  }

  private boolean hasRoom(Hold hold, boolean withRole) {
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

    /// Waits for the total slot that [#keepOneOfRole] gave up. Returns without it while the role is
    /// paused and after [#shut].
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
      int totals = Math.min(ofTotal, 1);
      ofRole--;
      ofTotal -= totals;
      lock.lock();
      try {
        bytes += weight;
        Room room = room(role);
        boolean whole = totals == 1 && !room.paused && room.keeps() && total.keeps();
        room.running += whole ? 1 : 0;
        total.running += whole ? 1 : 0;
        return new Slot(this, totals, weight, whole);
      } finally {
        lock.unlock();
      }
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
    private final boolean whole;
    private final AtomicBoolean open = new AtomicBoolean(true);

    private Slot(Hold hold, int totals, long weight, boolean whole) {
      this.role = hold.role;
      this.source = hold.source;
      this.totals = totals;
      this.weight = weight;
      this.whole = whole;
    }

    /// Whether the job may run. False when [#shut] or a pause ended the wait for the total slot, or
    /// when the role was paused or a limit lowered after the slot was taken.
    boolean whole() {
      return whole;
    }

    @Override
    public void close() {
      if (open.compareAndSet(true, false)) {
        lock.lock();
        try {
          room(role).running -= whole ? 1 : 0;
          total.running -= whole ? 1 : 0;
          giveBack(role, source, 1, totals, weight);
        } finally {
          lock.unlock();
        }
      }
    }
  }

  /// The slots of one role, or of all.
  private static final class Room {
    private int max;
    private int maxOfRows;
    private boolean paused;
    private int taken;
    private int takenByRows;
    private int running;

    Room(int max) {
      setMax(max);
    }

    void setMax(int most) {
      max = most;
      maxOfRows = Occupancy.mostOfRows(most);
    }

    Occupancy occupancy() {
      return new Occupancy(max, running, takenByRows);
    }

    /// Whether all who are in may stay.
    boolean keeps() {
      return taken <= max;
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
