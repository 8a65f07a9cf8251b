package io.github.backendexecutor.executor.flow;

import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.JobStore;
import io.github.backendexecutor.executor.spi.JobStream;
import io.github.backendexecutor.executor.spi.Notifier;
import io.github.backendexecutor.executor.spi.StoreUnavailable;
import io.github.backendexecutor.executor.spi.StreamUnavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All loops of one executor and what they share: built, started and stopped here.
public final class Flow {
  private static final Logger LOG = LoggerFactory.getLogger(Flow.class);

  /// How often the database is asked for due rows that others wrote.
  private static final Duration LOOK = Duration.ofSeconds(2);

  /// How long interrupted jobs have to end, and to be saved, once the grace is over.
  private static final Duration LAST_PATIENCE = Duration.ofSeconds(5);

  private final Map<Role, RoleSettings> roles = new TreeMap<>();
  private final Slots slots;
  private final JobStream stream;
  private final JobStore store;
  private final DueTimes dueTimes;
  private final Outages outages;
  private final RunningJobs running;
  private final Threads threads = new Threads();
  private final Clock clock;
  private final List<RoleLoop> readers = new ArrayList<>();
  private final List<Thread> loops = new ArrayList<>();
  private volatile boolean stopping;

  public Flow(
      List<RoleSettings> settings,
      Limits limits,
      JobStream stream,
      JobStore store,
      Notifier notifier,
      Clock clock) {
    settings.forEach(role -> roles.put(role.role(), role));
    this.slots = new Slots(limits);
    this.stream = stream;
    this.clock = clock;
    this.outages = Outages.none(clock);
    this.store = store;
    this.dueTimes = new DueTimes(clock);
    this.running =
        new RunningJobs(
            new Rooms(
                new PatientStore(store, outages.store()),
                new Settling(stream, outages.stream()),
                notifier,
                dueTimes,
                new RunnerCall(roles, clock),
                new RetryPolicy(roles, () -> ThreadLocalRandom.current().nextDouble()),
                threads,
                clock));
  }

  public void start() {
    for (Role role : roles.keySet()) {
      RoleLoop reader = new RoleLoop(role, slots, stream, running, outages, clock);
      readers.add(reader);
      loops.add(threads.start("read-" + role, reader));
      loops.add(
          threads.start(
              "due-" + role, new DueLoop(role, slots, dueTimes, store, running, outages.store())));
    }
    loops.add(threads.start("look-for-due", this::lookForDue));
  }

  /// Ends all loops. Entries that a last read brings are still begun, and so given back.
  public void stopReading() {
    stopping = true;
    readers.forEach(RoleLoop::stop);
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
    if (!running.awaitNone(LAST_PATIENCE)) {
      running.abandonAll();
      outages.shut();
      running.awaitNone(LAST_PATIENCE);
    }
  }

  public void close() {
    outages.shut();
    try {
      stream.leave();
    } catch (StreamUnavailable e) {
      LOG.warn("could not leave the group: {}", e.getMessage());
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

  public boolean storeAway() {
    return outages.store().present();
  }

  public boolean streamAway() {
    return outages.stream().present();
  }

  public boolean loopsAlive() {
    return loops.stream().allMatch(Thread::isAlive);
  }

  private void lookForDue() {
    while (!stopping) {
      try {
        store.nextDue(roles.keySet()).forEach(dueTimes::note);
        outages.store().worked("look");
        clock.sleep(LOOK);
      } catch (StoreUnavailable e) {
        outages.store().failed("look", e);
      } catch (InterruptedException _) {
        return; // nobody interrupts this thread
      } catch (RuntimeException e) {
        LOG.error("looking for due jobs failed", e);
        outages.store().failed("look", e);
      }
    }
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
