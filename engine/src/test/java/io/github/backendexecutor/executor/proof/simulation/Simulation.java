package io.github.backendexecutor.executor.proof.simulation;

import static io.github.backendexecutor.executor.proof.simulation.Network.Server.DATABASE;

import io.github.backendexecutor.executor.job.CancelAnswer;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.StoreUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// One life of a group of executors, decided by its seed: jobs come, things go wrong, then all is
/// well, and everything must come to its end.
final class Simulation {
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /// More than any simulation needs; one that never rests would need more.
  private static final long MOST_STEPS = 3_000_000;

  private final RandomGenerator random;
  private final Site site;
  private final Faults faults;
  private final List<Workload.Arriving> arriving;
  private long steps;

  private Simulation(long seed, Sabotage sabotage, boolean traced) {
    random = new SplittableRandom(seed);
    site = new Site(random, sabotage, traced);
    faults = new Faults(site);
    arriving = new Workload(random, site.time().now()).draw(Faults.END.dividedBy(2));
  }

  /// @param problems the laws that were broken; empty: none
  record Result(
      long seed, List<String> problems, List<String> trace, Witness.Sights sights, long steps) {}

  static Result run(long seed, Sabotage sabotage, boolean traced) {
    Simulation simulation = new Simulation(seed, sabotage, traced);
    try {
      simulation.live();
    } catch (RuntimeException e) {
      simulation.site.oracle().check(false, "the simulation itself", e::toString);
    }
    return new Result(
        seed,
        simulation.site.oracle().problems(),
        simulation.site.trace().lines(),
        simulation.site.oracle().sights(),
        simulation.steps);
  }

  private void live() {
    int hosts = random.nextInt(2, 4);
    for (int number = 0; number < hosts; number++) {
      site.hosts().add(new Host("host" + number + ".", site));
    }
    site.hosts().forEach(Host::start);
    arriving.forEach(one -> site.time().alarm(one.after(), () -> site.arrives(one.delivery())));
    cancels();
    faults.draw();
    Instant start = site.time().now();
    Instant end = start.plus(Faults.END);
    while (site.time().now().isBefore(end) && site.oracle().problems().isEmpty()) {
      goOn();
    }
    faults.end();
    rest(end.plus(PATIENCE));
    if (site.oracle().problems().isEmpty()) {
      new Audit(site, faults, arriving).run();
    }
  }

  private void rest(Instant latest) {
    Instant nextLook = site.time().now();
    while (site.time().now().isBefore(latest) && site.oracle().problems().isEmpty()) {
      if (!site.time().now().isBefore(nextLook)) {
        nextLook = nextLook.plusSeconds(1);
        if (Audit.isQuiet(site)) {
          return;
        }
      }
      goOn();
    }
  }

  /// Lets everybody go on until all wait, then lets time pass.
  private void goOn() {
    while (site.stepper().step()) {
      faults.afterStep();
      if (++steps > MOST_STEPS) {
        throw new IllegalStateException("it never rests");
      }
    }
    faults.strike();
    // in small steps: when everybody is down the next alarm may be a day away
    Clock.Alarm tick = site.time().alarm(Duration.ofSeconds(1), () -> {});
    site.time().advanceToNext();
    tick.cancel();
  }

  private void cancels() {
    Stepper.Process operator = site.stepper().process("operator");
    ProcessClock clock = new ProcessClock(site.time(), operator);
    Network.Wire wire = site.network().wire(clock);
    List<JobId> jobs =
        new ArrayList<>(arriving.stream().map(one -> one.delivery().jobId()).toList());
    int many = random.nextInt(5);
    for (int number = 0; number < many; number++) {
      JobId job = jobs.get(random.nextInt(jobs.size()));
      Duration at = Duration.ofMillis(random.nextLong(Faults.END.toMillis() * 2 / 3));
      site.time().alarm(at, () -> operator.start(() -> cancel(job, wire)));
    }
  }

  private CancelAnswer cancelled(JobId job) {
    boolean runs = site.store().job(job).filter(row -> row.state() == JobState.RUNNING).isPresent();
    return runs && site.sabotage() == Sabotage.FORGETS_CANCELS
        ? CancelAnswer.STOPPING
        : site.store().cancel(job);
  }

  private void cancel(JobId job, Network.Wire wire) {
    while (true) {
      try {
        wire.call(DATABASE, _ -> site.oracle().cancel(job, () -> cancelled(job)));
        site.nudgeAll();
        return;
      } catch (StoreUnavailable _) {
        wire.sleep(Duration.ofSeconds(1));
      }
    }
  }
}
