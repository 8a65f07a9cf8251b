package io.github.backendexecutor.executor.flow;

import io.github.backendexecutor.executor.flow.Slots.Slot;
import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.job.Entry;
import io.github.backendexecutor.executor.job.Outcome;
import io.github.backendexecutor.executor.job.Run;
import io.github.backendexecutor.executor.spi.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Every job in this process, each on a virtual thread of its own.
final class RunningJobs {
  private final Rooms rooms;
  private final Set<JobRun> all = ConcurrentHashMap.newKeySet();
  private final Map<Entry, JobRun> entries = new ConcurrentHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile boolean stopping;
  private boolean timeIsOver;

  RunningJobs(Rooms rooms) {
    this.rooms = rooms;
  }

  /// Starts an entry that was read. The job closes the slot. With a slot that is not whole it
  /// begins and is given back at once, which is how a stopping process gets rid of an entry it has
  /// read.
  void start(Delivery delivery, Slot slot) {
    start(new Arrival.Read(delivery), slot);
  }

  /// Starts a due row that was claimed. The job closes the slot.
  void start(Run run, Slot slot) {
    start(new Arrival.Claimed(run), slot);
  }

  /// Whether a job here came from this entry.
  boolean knows(Entry entry) {
    return entries.containsKey(entry);
  }

  int count() {
    return all.size();
  }

  /// Interrupts every job, now and later, as given back: the process is stopping.
  void stopAll() {
    stopping = true;
    all.forEach(job -> job.stop(new Outcome.Interrupted()));
  }

  /// Ends those that were stopped and go on regardless.
  void abandonAll() {
    all.forEach(JobRun::abandon);
  }

  /// Waits until no job is left, or this long. True when none is left.
  boolean awaitNone(Duration atMost) {
    lock.lock();
    try {
      timeIsOver = false;
      Clock.Alarm alarm = rooms.clock().alarm(atMost, () -> change(true));
      while (!all.isEmpty() && !timeIsOver) {
        changed.awaitUninterruptibly();
      }
      alarm.cancel();
      return all.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  private void start(Arrival arrival, Slot slot) {
    JobRun job = new JobRun(rooms, arrival, slot, over -> over(over, arrival));
    all.add(job);
    if (arrival.entry() != null) {
      entries.put(arrival.entry(), job); // the later of two owns the place
    }
    if (stopping || !slot.whole()) {
      job.stop(new Outcome.Interrupted());
    }
    rooms.threads().start(job);
  }

  private void over(JobRun job, Arrival arrival) {
    if (arrival.entry() != null) {
      entries.remove(arrival.entry(), job);
    }
    all.remove(job);
    if (all.isEmpty()) {
      change(false);
    }
  }

  private void change(boolean over) {
    lock.lock();
    try {
      timeIsOver |= over;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
