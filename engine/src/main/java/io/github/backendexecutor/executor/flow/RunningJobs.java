package io.github.backendexecutor.executor.flow;

import io.github.backendexecutor.executor.flow.Slots.Slot;
import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.job.Entry;
import io.github.backendexecutor.executor.job.Outcome;
import io.github.backendexecutor.executor.job.Run;
import io.github.backendexecutor.executor.job.RunKey;
import io.github.backendexecutor.executor.spi.Known;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/// Every job in this process, each on a virtual thread of its own from its begin until its runner
/// has returned.
final class RunningJobs implements Known {
  private final Rooms rooms;
  private final Map<Long, JobRun> all = new ConcurrentHashMap<>();
  private final AtomicLong started = new AtomicLong();
  private final Map<Entry, JobRun> entries = new ConcurrentHashMap<>();
  private final Monitor monitor;
  private volatile boolean stopping;

  RunningJobs(Rooms rooms) {
    this.rooms = rooms;
    this.monitor = new Monitor(rooms.clock());
  }

  /// Starts entries that were read together. Each job closes its slot. With a slot that is not
  /// whole it begins and is given back at once, which is how a stopping process gets rid of an
  /// entry it has read.
  void start(List<Delivery> deliveries, Function<Delivery, Slot> slots) {
    List<JobRun> jobs = new ArrayList<>(deliveries.size());
    try {
      for (Delivery delivery : deliveries) {
        Slot slot = slots.apply(delivery);
        rooms.unsaved().enter(delivery.weight());
        jobs.add(add(new Arrival.Read(delivery), slot));
      }
    } finally { // whatever went wrong with one: the others hold slots
      if (jobs.size() < JointBegin.FEWEST) {
        jobs.forEach(rooms.threads()::start);
      } else {
        rooms.threads().start(new JointBegin(rooms, deliveries.subList(0, jobs.size()), jobs));
      }
    }
  }

  /// Starts a due row that was claimed. The job closes the slot.
  void start(Run run, Slot slot) {
    rooms.threads().start(add(new Arrival.Claimed(run), slot));
  }

  /// Whether a job here came from this entry, or its job is known to wait.
  @Override
  public boolean holds(Entry entry) {
    return entries.containsKey(entry) || rooms.parked().holds(entry);
  }

  @Override
  public int in(String stream) {
    Parked parked = rooms.parked();
    long running = entries.keySet().stream().filter(entry -> entry.stream().equals(stream)).count();
    return (int) running + parked.in(stream, entry -> !entries.containsKey(entry));
  }

  /// Whether nothing runs here and nothing is known to wait.
  boolean isIdle() {
    return all.isEmpty() && rooms.parked().isEmpty();
  }

  /// Asks the database again about entries whose jobs wait.
  void unpark() {
    rooms.parked().clear();
  }

  /// Whoever reads entries for the jobs here.
  Unsaved.Reader reader() {
    return rooms.unsaved().reader();
  }

  /// A look through all pending entries is over.
  void scanned() {
    rooms.parked().tidy();
  }

  int count() {
    return all.size();
  }

  /// The runs that go on here.
  Map<RunKey, JobRun> runs() {
    Map<RunKey, JobRun> runs = new HashMap<>();
    all.values().forEach(job -> job.key().ifPresent(key -> runs.put(key, job)));
    return runs;
  }

  /// Interrupts these runs, as far as they are here, as cancelled.
  void cancel(Set<RunKey> cancelled) {
    if (!cancelled.isEmpty()) {
      Map<RunKey, JobRun> runs = runs();
      runs.keySet().retainAll(cancelled);
      runs.values().forEach(JobRun::cancel);
    }
  }

  /// Interrupts every job, now and later, as given back: the process is stopping.
  void stopAll() {
    stopping = true;
    all.values().forEach(job -> job.stop(new Outcome.Interrupted()));
  }

  /// Ends those that were stopped and go on regardless.
  void abandonAll() {
    all.values().forEach(JobRun::abandon);
  }

  /// Waits until no job is left, or this long. True when none is left.
  boolean awaitNone(Duration atMost) {
    return monitor.await(all::isEmpty, atMost);
  }

  private JobRun add(Arrival arrival, Slot slot) {
    Long number = started.incrementAndGet();
    JobRun job = new JobRun(rooms, arrival, slot, over -> over(number, over, arrival));
    all.put(number, job);
    if (arrival.entry() != null) {
      entries.put(arrival.entry(), job); // the later of two owns the place
    }
    if (stopping || !slot.whole()) {
      job.stop(new Outcome.Interrupted());
    }
    return job;
  }

  private void over(Long number, JobRun job, Arrival arrival) {
    if (arrival.entry() != null) {
      entries.remove(arrival.entry(), job);
    }
    all.remove(number);
    if (all.isEmpty()) {
      monitor.change(() -> {});
    }
  }
}
