package io.github.backendexecutor.executor.flow;

import io.github.backendexecutor.executor.job.Capacity;
import io.github.backendexecutor.executor.job.Control;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.JobStream;
import io.github.backendexecutor.executor.spi.Members;
import io.github.backendexecutor.executor.spi.Notifier;
import io.github.backendexecutor.executor.spi.Observer;
import io.github.backendexecutor.executor.spi.Rows;
import io.github.backendexecutor.executor.spi.StoreUnavailable;
import io.github.backendexecutor.executor.spi.StreamUnavailable;
import io.github.backendexecutor.executor.spi.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All loops of one executor and what they share: built, started and stopped here.
public final class Flow {
  private static final Logger LOG = LoggerFactory.getLogger(Flow.class);

  /// How long interrupted jobs have to end, and to be saved, once the grace is over.
  private static final Duration LAST_PATIENCE = Duration.ofSeconds(5);

  /// How long results that a dead database still holds up have to reach the disk.
  private static final Duration LAST_RESULTS = Duration.ofSeconds(15);

  /// Results that wait for the database may weigh this part of the heap: they take an eighth where
  /// a character takes two bytes.
  private static final int HEAP_FOR_RESULTS = 16;

  private final Map<Role, RoleSettings> roles = new TreeMap<>();
  private final Limits limits;
  private final Slots slots;
  private final JobStream stream;
  private final Rows rows;
  private final Members members;
  private final World world;
  private final DueTimes dueTimes;
  private final Outages outages;
  private final Lease lease;
  private final Tally tally = new Tally();
  private final RunningJobs running;
  private final Threads threads = new Threads();
  private final List<RoleLoop> readers = new ArrayList<>();
  private final List<Thread> loops = new ArrayList<>();
  private final List<Thread> beating = new ArrayList<>();
  private final RoleLoop.Reading reading;
  private final Beats beats;
  private final Vigil vigil;
  private final Look look;
  private final Repair repair;
  private volatile @Nullable Control control;

  /// What is to be done.
  public record Plan(List<RoleSettings> roles, Limits limits, Duration silence) {}

  /// Who hears what becomes of jobs.
  public record Hearers(Notifier notifier, Observer observer) {}

  public Flow(
      Plan plan, JobStream stream, Rows rows, Members members, Hearers hearers, World world) {
    Clock clock = world.clock();
    plan.roles().forEach(role -> roles.put(role.role(), role));
    this.limits = plan.limits();
    this.slots = new Slots(limits);
    slots.change(limits, roles.keySet()); // nothing starts before the first look at the controls
    this.stream = stream;
    this.rows = rows;
    this.members = members;
    this.world = world;
    this.outages = Outages.none(clock, world.chance());
    this.lease = new Lease(clock);
    this.dueTimes = new DueTimes(clock);
    this.reading = new RoleLoop.Reading(outages, lease, world.chance(), clock);
    this.running = new RunningJobs(rooms(hearers));
    this.beats = new Beats(members.redis(), outages.stream(), clock);
    this.look =
        new Look(
            roles.keySet(),
            rows,
            new Look.Finds(dueTimes, running, this::steer),
            outages.store(),
            clock);
    this.repair =
        new Repair(
            roles,
            new Repair.Estate(rows.ownership(), stream, hearers.notifier(), members.nudges()),
            readers,
            dueTimes,
            tally,
            clock);
    this.vigil =
        new Vigil(
            members.self(),
            members.database(),
            rows.ownership(),
            new Vigil.Here(lease, running, outages.store()),
            new Vigil.Watching(
                new Liveness(members.self(), Vigil.BEAT, plan.silence()), beats, repair::gone),
            clock);
  }

  private Rooms rooms(Hearers hearers) {
    long mostWaiting = Runtime.getRuntime().maxMemory() / HEAP_FOR_RESULTS;
    return new Rooms(
        new PatientStore(rows, outages.store(), tally, threads, mostWaiting),
        new Settling(stream, outages.stream(), threads),
        hearers.notifier(),
        hearers.observer(),
        dueTimes,
        new RunnerCall(roles, world.clock()),
        new RetryPolicy(roles, world.chance()),
        new Parked(world.clock()),
        new Unsaved(world.clock()),
        lease,
        tally,
        threads,
        world.clock());
  }

  public void start() {
    beating.add(urgent("beat-database", vigil));
    beating.add(urgent("beat-redis", beats));
    for (Role role : roles.keySet()) {
      RoleLoop reader = new RoleLoop(role, slots, stream, running, reading);
      readers.add(reader);
      loops.add(threads.start("read-" + role, reader));
      loops.add(
          threads.start(
              "due-" + role, new DueLoop(role, slots, dueTimes, rows.store(), running, reading)));
    }
    loops.add(threads.start("look", look));
    loops.add(threads.start("repair", repair));
    members.nudges().listen(this::nudged);
  }

  private Thread urgent(String name, Runnable work) {
    Thread thread = world.urgent().newThread(work);
    thread.setName(name);
    thread.start();
    return thread;
  }

  private void nudged() {
    running.unpark();
    look.now();
    readers.forEach(RoleLoop::scanSoon);
  }

  /// Takes over what operators have changed: what runs goes on, and nothing new starts in a paused
  /// role or over a limit.
  public synchronized void steer(Control fresh) {
    Control before = control;
    if (fresh.equals(before)) {
      return;
    }
    Set<Role> paused = new TreeSet<>();
    roles.keySet().stream().filter(role -> fresh.of(role).paused()).forEach(paused::add);
    Limits now = limits.steered(fresh);
    slots.change(now, paused);
    readers.forEach(RoleLoop::steered);
    control = fresh;
    if (before != null || !fresh.equals(Control.NONE)) {
      LOG.info("limits are now {} in all, {}; paused: {}", now.total(), now.roles(), paused);
    }
  }

  /// What operators have changed, as it is in force here; null before the first look.
  public @Nullable Control control() {
    return control;
  }

  /// Ends all loops but the beats. Entries that a last read brings are still begun, and so given
  /// back.
  public void stopReading() {
    readers.forEach(RoleLoop::stop);
    look.stop();
    repair.stop();
    slots.shut();
    dueTimes.shut();
    loops.forEach(Flow::join);
  }

  /// Lets jobs end for this long, then gives back the rest.
  public void drain(Duration grace) {
    if (running.awaitNone(grace)) {
      return;
    }
    LOG.info("the grace is over: {} jobs are interrupted and given back", running.count());
    running.stopAll();
    lease.shut();
    if (!running.awaitNone(LAST_PATIENCE)) {
      running.abandonAll();
      outages.shut();
      running.awaitNone(LAST_PATIENCE);
    }
  }

  /// Leaves the group. What could not be given back is picked up by others.
  public void close() {
    lease.shut();
    outages.shut();
    vigil.stop();
    beats.stop();
    beating.forEach(Flow::join);
    running.awaitNone(LAST_RESULTS);
    saveWhatIsKept();
    try {
      stream.leave();
    } catch (StreamUnavailable e) {
      LOG.warn("could not leave the group: {}", e.getMessage());
    }
    members.database().leave();
    members.nudges().send();
    members.redis().leave();
  }

  /// Any call does it. Once this process has left, others take the runs over.
  private void saveWhatIsKept() {
    try {
      rows.store().nextDue(roles.keySet());
    } catch (StoreUnavailable e) {
      LOG.debug("the database is still away: {}", e.getMessage());
    }
  }

  public int jobs() {
    return running.count();
  }

  public Map<Role, Integer> taken() {
    Map<Role, Integer> taken = new HashMap<>();
    roles.keySet().forEach(role -> taken.put(role, slots.taken(role)));
    return taken;
  }

  public Capacity capacity() {
    return slots.capacity(members.self());
  }

  public Outages outages() {
    return outages;
  }

  public boolean leased() {
    return lease.valid();
  }

  public Duration sinceBeat() {
    return lease.sinceBeat();
  }

  public boolean loopsAlive() {
    return look.alive()
        && loops.stream().allMatch(Thread::isAlive)
        && beating.stream().allMatch(Thread::isAlive)
        && readers.stream().allMatch(RoleLoop::alive);
  }

  public Counts counts() {
    return tally.counts();
  }

  private static void join(Thread loop) {
    boolean interrupted = false;
    while (loop.isAlive()) {
      try {
        loop.join();
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
