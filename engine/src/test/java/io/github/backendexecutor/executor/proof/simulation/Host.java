package io.github.backendexecutor.executor.proof.simulation;

import static io.github.backendexecutor.executor.proof.simulation.Network.Server.DATABASE;
import static io.github.backendexecutor.executor.proof.simulation.Network.Server.REDIS;

import io.github.backendexecutor.executor.Executor;
import io.github.backendexecutor.executor.ExecutorSettings;
import io.github.backendexecutor.executor.Sockets;
import io.github.backendexecutor.executor.flow.Limits;
import io.github.backendexecutor.executor.flow.RetrySettings;
import io.github.backendexecutor.executor.flow.RoleSettings;
import io.github.backendexecutor.executor.job.Ending;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.spi.Members;
import io.github.backendexecutor.executor.spi.Notifier;
import io.github.backendexecutor.executor.spi.Nudges;
import io.github.backendexecutor.executor.spi.Rows;
import io.github.backendexecutor.executor.spi.World;
import io.github.backendexecutor.executor.testing.InMemoryJobStore;
import io.github.backendexecutor.executor.testing.InMemoryMembership;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A computer on which one executor runs at a time; each start of it is a process of its own.
final class Host implements Nudges {
  static final int MAX_LOST = 2;
  static final Duration SILENCE = Duration.ofSeconds(30);
  private static final Duration TIMEOUT = Duration.ofSeconds(12);
  private static final Duration GRACE = Duration.ofSeconds(8);

  private final String name;
  private final Site site;
  private InMemoryJobStore store;
  private int starts;
  private @Nullable Running running;
  private @Nullable Runnable listener;

  Host(String name, Site site) {
    this.name = name;
    this.site = site;
    this.store = site.store();
  }

  /// One start of the executor.
  private static final class Running {
    private final InstanceId id;
    private final Stepper.Process process;
    private final Network.Wire wire;
    private final InMemoryMembership database;
    private final InMemoryMembership redis;
    private @Nullable Executor executor;
    private boolean stopping;

    private Running(
        InstanceId id,
        Stepper.Process process,
        Network.Wire wire,
        InMemoryMembership database,
        InMemoryMembership redis) {
      this.id = id;
      this.process = process;
      this.wire = wire;
      this.database = database;
      this.redis = redis;
    }
  }

  boolean isUp() {
    return running != null;
  }

  boolean isStopping() {
    return running != null && running.stopping;
  }

  @Nullable InstanceId id() {
    return running == null ? null : running.id;
  }

  void start() {
    if (running != null) {
      return;
    }
    starts += starts == 1 && site.sabotage() == Sabotage.REUSES_NAMES ? 0 : 1;
    InstanceId id = new InstanceId(name + starts);
    Stepper.Process process = site.stepper().process(id.value());
    ProcessClock clock = new ProcessClock(site.time(), process);
    Network.Wire wire = site.network().wire(clock);
    store = store.restartedAs(id);
    Running next =
        new Running(
            id, process, wire, store.membership(), new InMemoryMembership(site.redis(), id));
    running = next;
    site.trace().add(() -> id + " is started");
    process.start(() -> next.executor = Executor.start(settings(id, clock), sockets(next, clock)));
  }

  private ExecutorSettings settings(InstanceId id, ProcessClock clock) {
    DrawnRunner runner = new DrawnRunner(id, clock, site.random(), site.ledger(), site.oracle());
    RetrySettings retry =
        new RetrySettings(
            Workload.MAX_ATTEMPTS, Duration.ofSeconds(2), Duration.ofSeconds(10), MAX_LOST);
    List<RoleSettings> roles =
        Workload.ROLES.stream()
            .map(role -> new RoleSettings(role, runner, TIMEOUT, retry, 1_000))
            .toList();
    Map<Role, Integer> limits = new TreeMap<>();
    Workload.ROLES.forEach(role -> limits.put(role, Site.OF_ROLE));
    return new ExecutorSettings(roles, new Limits(Site.TOTAL, limits, 1_000_000), GRACE, SILENCE);
  }

  private Sockets sockets(Running next, ProcessClock clock) {
    InstanceId id = next.id;
    WiredStore rows = new WiredStore(id, store, next.wire, site);
    Runnable arrived = () -> site.oracle().beats(id);
    Notifier notifier =
        event -> {
          next.wire.dally();
          site.oracle().tells(event);
        };
    return new Sockets(
        new WiredStream(site.stream().as(id), next.wire, site),
        new Rows(rows, rows, ending -> keep(ending, store), rows::control),
        new Members(
            id,
            new WiredMembership(next.database, DATABASE, next.wire, site.sabotage(), arrived),
            new WiredMembership(next.redis, REDIS, next.wire, site.sabotage(), () -> {}),
            this),
        notifier,
        new World(clock, site.random()::nextDouble, next.process::unstarted));
  }

  private void keep(Ending ending, InMemoryJobStore disk) throws IOException {
    disk.keep(ending);
    site.oracle().keeps(ending);
  }

  @Override
  public void send() {
    if (running != null && running.wire.reaches(REDIS)) {
      site.nudgeAll();
    }
  }

  @Override
  public void listen(Runnable look) {
    listener = look;
  }

  void nudge() {
    if (running != null && listener != null && running.wire.reaches(REDIS)) {
      running.process.start(listener);
    }
  }

  /// The process is killed.
  void crash() {
    if (running != null) {
      site.trace().add(() -> id() + " crashes");
      ends(running);
    }
  }

  private void ends(Running last) {
    last.process.kill();
    last.database.kill();
    last.redis.kill();
    site.oracle().died(last.id);
    running = null;
    listener = null;
  }

  /// A stop as by SIGTERM.
  void stop() {
    if (running == null || running.stopping || running.executor == null) {
      return;
    }
    Running last = running;
    last.stopping = true;
    site.trace().add(() -> last.id + " is asked to stop");
    long calm = site.calm();
    last.process.start(() -> {
      Objects.requireNonNull(last.executor).stop();
      site.trace().add(() -> last.id + " has stopped");
      site.hasStopped(last.id, calm);
      site.time()
          .alarm(
              Duration.ZERO,
              () -> {
                if (running == last) {
                  ends(last);
                }
              });
    });
  }

  void pause(boolean on) {
    if (running != null && running.process.isFrozen() != on) {
      site.trace().add(() -> id() + (on ? " is paused" : " goes on"));
      if (on) {
        running.process.freeze();
      } else {
        running.process.thaw();
      }
    }
  }

  /// The way to a server is cut, or there again.
  void cut(Network.Server server, boolean on, boolean noticed) {
    if (running != null) {
      site.trace().add(() -> id() + (on ? " is cut off from " : " sees again ") + server);
      running.wire.setCut(server, on);
      if (on && noticed) {
        (server == DATABASE ? running.database : running.redis).detach();
      }
    }
  }
}
