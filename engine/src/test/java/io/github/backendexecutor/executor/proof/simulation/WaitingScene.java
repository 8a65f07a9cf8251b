package io.github.backendexecutor.executor.proof.simulation;

import static io.github.backendexecutor.executor.proof.simulation.Network.Server.DATABASE;
import static io.github.backendexecutor.executor.proof.simulation.Network.Server.REDIS;

import io.github.backendexecutor.executor.Executor;
import io.github.backendexecutor.executor.ExecutorSettings;
import io.github.backendexecutor.executor.Snapshot;
import io.github.backendexecutor.executor.Sockets;
import io.github.backendexecutor.executor.flow.Limits;
import io.github.backendexecutor.executor.flow.RetrySettings;
import io.github.backendexecutor.executor.flow.RoleSettings;
import io.github.backendexecutor.executor.job.Begun;
import io.github.backendexecutor.executor.job.Circumstances;
import io.github.backendexecutor.executor.job.Control;
import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.job.Entry;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Job;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobRecord;
import io.github.backendexecutor.executor.job.JobTerms;
import io.github.backendexecutor.executor.job.JsonText;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.job.RoleControl;
import io.github.backendexecutor.executor.job.Waiting;
import io.github.backendexecutor.executor.job.Waiting.Queued;
import io.github.backendexecutor.executor.job.Waiting.Reason;
import io.github.backendexecutor.executor.proof.simulation.Network.Server;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.JobContext;
import io.github.backendexecutor.executor.spi.Known;
import io.github.backendexecutor.executor.spi.Members;
import io.github.backendexecutor.executor.spi.Rows;
import io.github.backendexecutor.executor.spi.RunFailed;
import io.github.backendexecutor.executor.spi.World;
import io.github.backendexecutor.executor.testing.InMemoryJobStore;
import io.github.backendexecutor.executor.testing.InMemoryMembership;
import io.github.backendexecutor.executor.testing.InMemoryNudges;
import io.github.backendexecutor.executor.testing.Jobs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A few jobs, the executors that may run them, and what holds some of them up. The seed decides
/// all of it.
final class WaitingScene {
  /// Longer than anything takes that nobody holds up: scans, outages that end, looks.
  private static final Duration LONG = Duration.ofSeconds(45);

  private static final Duration LATER = Duration.ofMinutes(10);
  private static final Duration FOR_EVER = Duration.ofDays(365);

  /// What an operator, or the end of an outage, takes away for all jobs.
  static final Set<Reason> LIFTED_AT_ONCE =
      Set.of(
          Reason.ROLE_LIMIT,
          Reason.TOTAL_LIMIT,
          Reason.PAUSED,
          Reason.DATABASE_OUTAGE,
          Reason.REDIS_OUTAGE);

  private static final Role UNSERVED = new Role("unserved");

  private final RandomGenerator random;
  private final Site site;
  private final InMemoryNudges nudges = new InMemoryNudges();
  private final Map<JobId, Job> jobs = new TreeMap<>((a, b) -> a.value().compareTo(b.value()));
  private final Map<JobId, Integer> runs = new HashMap<>();
  private final Set<JobId> waitingNoMore = new HashSet<>();
  private final List<Executor> executors = new ArrayList<>();

  WaitingScene(long seed) {
    random = new SplittableRandom(seed);
    site = new Site(random, Sabotage.NONE, false);
  }

  /// A job that waits, and what is said of it.
  ///
  /// @param row its row, if it has one
  /// @param runs how often it has started so far
  /// @param all what that was concluded from
  record Held(Job job, Optional<JobRecord> row, int runs, Waiting why, Circumstances all) {}

  void play() {
    int many = random.nextInt(1, 4) == 1 ? 2 : 1;
    for (int number = 0; number < many; number++) {
      start(new InstanceId("instance" + number), Workload.ROLES);
    }
    boolean late = random.nextBoolean();
    addJobs(random.nextInt(1, 7));
    if (late) {
      settle();
    }
    if (random.nextInt(3) > 0) {
      steer();
    }
    if (random.nextInt(3) == 0) {
      site.network().setDown(random.nextBoolean() ? DATABASE : REDIS, true);
    }
    settle();
    addJobs(random.nextInt(1, 7));
    settle();
  }

  int instances() {
    return executors.size();
  }

  /// Its time has not come, and when it has nobody serves it.
  boolean hasTwoFates(Held held) {
    return held.job().role().equals(UNSERVED) && held.why().reason() != Reason.NO_INSTANCE;
  }

  List<String> problems() {
    return site.oracle().problems();
  }

  private void start(InstanceId id, List<Role> roles) {
    Stepper.Process process = site.stepper().process(id.value());
    ProcessClock clock = new ProcessClock(site.time(), process);
    Network.Wire wire = site.network().wire(clock);
    InMemoryJobStore store = site.store().as(id);
    WiredStore rows = new WiredStore(id, store, wire, site);
    RetrySettings retry = new RetrySettings(9, Duration.ofSeconds(1), Duration.ofSeconds(1), 2);
    List<RoleSettings> settings =
        roles.stream()
            .map(role ->
                new RoleSettings(role, (job, run) -> run(clock, job, run), FOR_EVER, retry, 99))
            .toList();
    Map<Role, Integer> max = new TreeMap<>();
    roles.forEach(role -> max.put(role, role.equals(UNSERVED) ? 99 : random.nextInt(1, 6)));
    int total = roles.contains(UNSERVED) ? 99 : random.nextInt(1, 12);
    Limits limits = new Limits(total, max, 1_000_000);
    Sockets sockets =
        new Sockets(
            new WiredStream(site.stream().as(id), wire, site),
            new Rows(rows, rows, store, rows::control),
            new Members(
                id,
                new WiredMembership(
                    store.membership(),
                    DATABASE,
                    wire,
                    Sabotage.NONE,
                    () -> site.oracle().beats(id)),
                new WiredMembership(
                    new InMemoryMembership(site.redis(), id), REDIS, wire, Sabotage.NONE, () -> {}),
                nudges.another()),
            site.oracle()::tells,
            new World(clock, random::nextDouble, process::unstarted));
    process.start(() ->
        executors.add(
            Executor.start(
                new ExecutorSettings(settings, limits, Duration.ZERO, Duration.ofSeconds(30)),
                sockets)));
    pass(Duration.ofSeconds(10));
  }

  /// Most jobs never end; some fail once, and their next attempt is far away.
  private String run(Clock clock, Job job, JobContext run) throws Exception {
    runs.merge(job.id(), 1, Integer::sum);
    waitingNoMore.add(job.id());
    switch (job.task()) {
      case "fail" -> {
        if (run.attempt() == 1) {
          waitingNoMore.remove(job.id());
          throw RunFailed.retryAfter(LATER, "not today");
        }
      }
      case "short" -> clock.sleep(Duration.ofSeconds(1));
      default -> clock.sleep(FOR_EVER);
    }
    return "1";
  }

  private void addJobs(int many) {
    for (int number = 0; number < many; number++) {
      boolean unserved = random.nextInt(12) == 0;
      Role role = unserved ? UNSERVED : Workload.ROLES.get(random.nextInt(3));
      Entry entry = new Entry("jobs:" + role, (1_000 + jobs.size()) + "-0");
      Job job = job("job-" + jobs.size(), role);
      jobs.put(job.id(), job);
      if (unserved || random.nextInt(3) == 0) {
        release(new Delivery.Readable(entry, job));
      } else {
        site.stream().add(new Delivery.Readable(entry, job));
      }
    }
  }

  private Job job(String id, Role role) {
    String task = List.of("stay", "stay", "stay", "fail", "short").get(random.nextInt(5));
    JobTerms terms =
        random.nextInt(8) == 0
            ? new JobTerms(site.time().now().plus(LATER), null, null, 0, null)
            : JobTerms.NONE;
    return new Job(new JobId(id), "w", "", role, task, JsonText.NULL, terms, Map.of());
  }

  /// The job was given back by an executor that is not there any more.
  private void release(Delivery delivery) {
    InMemoryJobStore other = site.store().as(new InstanceId("other"));
    if (other.begin(delivery) instanceof Begun.Started(var run)) {
      other.finish(Jobs.release(run, site.time().now()));
    }
  }

  private void steer() {
    Map<Role, RoleControl> changed = new TreeMap<>();
    for (Role role : Workload.ROLES) {
      Integer max = random.nextBoolean() ? null : random.nextInt(1, 4);
      changed.put(role, new RoleControl(random.nextInt(4) == 0, max));
    }
    site.steer(new Control(random.nextBoolean() ? null : random.nextInt(1, 6), changed));
  }

  /// Lets time pass until nothing moves that is not held.
  void settle() {
    pass(LONG);
  }

  private void pass(Duration time) {
    var end = site.time().now().plus(time);
    do {
      while (site.stepper().step()) {
        // each step is one thread's way to its next wait
      }
      Clock.Alarm tick = site.time().alarm(Duration.ofSeconds(1), () -> {});
      site.time().advanceToNext();
      tick.cancel();
    } while (site.time().now().isBefore(end));
  }

  /// Takes away one cause, for all jobs.
  void lift(Reason reason) {
    Control now = site.control();
    switch (reason) {
      case ROLE_LIMIT -> steer(now.total(), false, true);
      case TOTAL_LIMIT -> steer(0, false, false);
      case PAUSED -> steer(now.total(), true, false);
      case DATABASE_OUTAGE -> site.network().setDown(Server.DATABASE, false);
      case REDIS_OUTAGE -> site.network().setDown(Server.REDIS, false);
      case BACKOFF, SCHEDULED -> pass(LATER);
      case NO_INSTANCE -> start(new InstanceId("another"), List.of(UNSERVED));
      case PREDECESSOR, CANCELLED, STARTING -> throw new AssertionError(reason + " holds nothing");
    }
  }

  private void steer(@Nullable Integer total, boolean resume, boolean unlimited) {
    Map<Role, RoleControl> changed = new TreeMap<>();
    for (Role role : Workload.ROLES) {
      RoleControl old = site.control().of(role);
      changed.put(
          role,
          new RoleControl(old.paused() && !resume, unlimited ? Integer.valueOf(0) : old.max()));
    }
    site.steer(new Control(total, changed));
  }

  List<Held> held() {
    List<Held> held = new ArrayList<>();
    jobs.values()
        .forEach(job ->
            why(job)
                .ifPresent(why ->
                    held.add(
                        new Held(
                            job, site.store().job(job.id()), runs(job), why, circumstances()))));
    return held;
  }

  /// One of them, if there is one.
  @Nullable Held anyHeld() {
    List<Held> all = held();
    return all.isEmpty() ? null : all.get(random.nextInt(all.size()));
  }

  Optional<Waiting> why(Held held) {
    return runs(held.job()) > held.runs() ? Optional.empty() : why(held.job());
  }

  private int runs(Job job) {
    return runs.getOrDefault(job.id(), 0);
  }

  private Optional<Waiting> why(Job job) {
    if (waitingNoMore.contains(job.id())) {
      return Optional.empty();
    }
    Optional<JobRecord> row = site.store().job(job.id());
    return row.isPresent()
        ? Waiting.of(row.get(), circumstances())
        : Optional.of(
            Waiting.of(
                new Queued(job.role(), reader(job), job.terms().notBefore(), null),
                circumstances()));
  }

  private @Nullable InstanceId reader(Job job) {
    return executors.stream()
        .map(one -> one.snapshot().capacity().instance())
        .filter(id ->
            site.stream().as(id).pending(job.role(), null, 100, Known.NOTHING).stream()
                .anyMatch(one -> one.jobId().equals(job.id())))
        .findFirst()
        .orElse(null);
  }

  private Circumstances circumstances() {
    List<Snapshot> all = executors.stream().map(Executor::snapshot).toList();
    Snapshot first = Objects.requireNonNull(all.getFirst());
    return new Circumstances(
        site.time().now(),
        first.control(),
        first.storeAwaySince(),
        first.streamAwaySince(),
        all.stream().map(Snapshot::capacity).toList());
  }
}
