package io.github.backendexecutor.executor.proof.simulation;

import io.github.backendexecutor.executor.job.Control;
import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.spi.JobHistory;
import io.github.backendexecutor.executor.testing.InMemoryInstances;
import io.github.backendexecutor.executor.testing.InMemoryJobStore;
import io.github.backendexecutor.executor.testing.InMemoryJobStream;
import io.github.backendexecutor.executor.testing.ManualClock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/// What all hosts of a simulation share: time, chance, the servers and the way to them, and those
/// who look on.
final class Site {
  /// How many jobs one instance runs at once.
  static final int TOTAL = 4;

  /// And of one role.
  static final int OF_ROLE = 2;

  private static final InstanceId NOBODY = new InstanceId("nobody");

  private final RandomGenerator random;
  private final Sabotage sabotage;
  private final ManualClock time = new ManualClock();
  private final Stepper stepper;
  private final Network network;
  private final InMemoryJobStore store = new InMemoryJobStore(NOBODY, time);
  private final InMemoryJobStream stream = new InMemoryJobStream(NOBODY);
  private final InMemoryInstances redis = InMemoryInstances.ofRedis();
  private final Ledger ledger = new Ledger();
  private final Trace trace;
  private final Witness oracle;
  private final List<Host> hosts = new ArrayList<>();
  private final Set<JobId> arrived = new TreeSet<>(Comparator.comparing(JobId::value));
  private Control control = Control.NONE;
  private long faults;
  private int underWay;

  Site(RandomGenerator random, Sabotage sabotage, boolean traced) {
    this.random = random;
    this.sabotage = sabotage;
    this.stepper = new Stepper(random);
    this.network = new Network(random);
    this.trace = new Trace(time, traced);
    this.oracle = new Witness(store, ledger, time, trace);
  }

  Sabotage sabotage() {
    return sabotage;
  }

  RandomGenerator random() {
    return random;
  }

  ManualClock time() {
    return time;
  }

  Stepper stepper() {
    return stepper;
  }

  Network network() {
    return network;
  }

  InMemoryJobStore store() {
    return store;
  }

  InMemoryJobStream stream() {
    return stream;
  }

  InMemoryInstances redis() {
    return redis;
  }

  Ledger ledger() {
    return ledger;
  }

  Trace trace() {
    return trace;
  }

  Witness oracle() {
    return oracle;
  }

  List<Host> hosts() {
    return hosts;
  }

  void arrives(Delivery delivery) {
    trace.add(() -> delivery.entry() + " of " + delivery.jobId() + " arrives");
    arrived.add(delivery.jobId());
    stream.add(delivery);
  }

  Set<JobId> arrived() {
    return arrived;
  }

  Control control() {
    return control;
  }

  /// An operator changes limits and pauses.
  void steer(Control changed) {
    trace.add(() -> "an operator sets " + changed);
    control = changed;
  }

  void nudgeAll() {
    hosts.forEach(Host::nudge);
  }

  void faultBegins() {
    faults++;
    underWay++;
  }

  void faultEnds() {
    underWay--;
  }

  /// A number that is the same later only when no fault was under way between.
  long calm() {
    return underWay == 0 ? faults : -1;
  }

  /// @param calm what [#calm] said when the stop began
  void hasStopped(InstanceId who, long calm) {
    oracle.check(
        calm < 0
            || calm != calm()
            || store.jobs(new JobHistory.Filter(null, JobState.RUNNING, null), 1_000).stream()
                .noneMatch(row -> who.equals(row.owner())),
        "I12 nothing is owned after a stop",
        () -> who + " still owns jobs");
  }
}
