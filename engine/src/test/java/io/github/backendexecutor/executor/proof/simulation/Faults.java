package io.github.backendexecutor.executor.proof.simulation;

import io.github.backendexecutor.executor.job.Control;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.job.RoleControl;
import io.github.backendexecutor.executor.proof.simulation.Network.Server;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/// Draws what goes wrong, and when.
final class Faults {
  /// At this time all faults are over.
  static final Duration END = Duration.ofSeconds(75);

  private final Site site;
  private final RandomGenerator random;
  private final Set<JobId> flushed = new HashSet<>();
  private boolean entriesWereLost;
  private Runnable armed = () -> {};
  private int stepsUntilArmed = -1;

  Faults(Site site) {
    this.site = site;
    this.random = site.random();
  }

  /// The jobs that Redis lost before the database knew them.
  Set<JobId> flushed() {
    return flushed;
  }

  /// Whether entries of jobs that had begun were lost.
  boolean entriesWereLost() {
    return entriesWereLost;
  }

  void draw() {
    int many = random.nextInt(7);
    for (int fault = 0; fault < many; fault++) {
      Duration at = Duration.ofMillis(random.nextLong(END.toMillis() * 4 / 5));
      Duration most = END.minus(at);
      Duration length = Duration.ofMillis(random.nextLong(most.toMillis()));
      Host host = site.hosts().get(random.nextInt(site.hosts().size()));
      site.time().alarm(at, () -> arm(() -> begin(host, length)));
    }
  }

  /// A fault does not wait until everybody waits.
  private void arm(Runnable fault) {
    armed.run();
    armed = fault;
    stepsUntilArmed = random.nextInt(200);
  }

  void afterStep() {
    if (stepsUntilArmed >= 0 && stepsUntilArmed-- == 0) {
      strike();
    }
  }

  /// Everybody waits: time would go on now.
  void strike() {
    Runnable fault = armed;
    armed = () -> {};
    stepsUntilArmed = -1;
    fault.run();
  }

  private void begin(Host host, Duration length) {
    switch (random.nextInt(16)) {
      case 0, 1, 2 -> {
        host.crash();
        lasts(length.dividedBy(2), host::start);
      }
      case 3, 4 -> {
        host.pause(true);
        lasts(length, () -> host.pause(false));
      }
      case 5 -> {
        host.stop();
        lasts(length, host::start);
      }
      case 6, 7 -> away(server(), length);
      case 8, 9 -> cut(host, server(), length);
      case 10 -> {
        cut(host, Server.DATABASE, length);
        cut(host, Server.REDIS, length);
      }
      case 11 -> losing(length);
      case 12, 13 -> steer(length);
      default -> loseData(host);
    }
  }

  private Server server() {
    return random.nextBoolean() ? Server.DATABASE : Server.REDIS;
  }

  private void lasts(Duration length, Runnable end) {
    site.faultBegins();
    site.time()
        .alarm(
            length,
            () -> {
              end.run();
              site.faultEnds();
            });
  }

  private void away(Server server, Duration length) {
    site.trace().add(() -> server + " is away");
    site.network().setDown(server, true);
    lasts(
        length,
        () -> {
          site.trace().add(() -> server + " is back");
          site.network().setDown(server, false);
        });
  }

  private void cut(Host host, Server server, Duration length) {
    host.cut(server, true, random.nextBoolean());
    lasts(length, () -> host.cut(server, false, false));
  }

  private void losing(Duration length) {
    Server server = server();
    site.trace().add(() -> server + " loses answers");
    site.network().setLosing(server, random.nextDouble(0.5));
    lasts(length, () -> site.network().setLosing(server, 0));
  }

  /// Limits are only lowered, so that the law about them stays as it is.
  private void steer(Duration length) {
    Map<Role, RoleControl> roles = new TreeMap<>();
    for (Role role : Workload.ROLES) {
      Integer max = random.nextBoolean() ? null : random.nextInt(1, Site.OF_ROLE + 1);
      roles.put(role, new RoleControl(random.nextInt(3) == 0, max));
    }
    Integer total = random.nextBoolean() ? null : random.nextInt(1, Site.TOTAL + 1);
    change(new Control(total, roles));
    lasts(length, () -> change(Control.NONE));
  }

  private void change(Control control) {
    site.steer(control);
    if (random.nextBoolean()) {
      site.nudgeAll();
    }
  }

  private void loseData(Host host) {
    InstanceId id = host.id();
    switch (random.nextInt(3)) {
      case 0 -> {
        site.trace().add(() -> "the group loses its place");
        site.stream().loseItsPlace();
      }
      case 1 -> flush();
      default -> {
        if (id != null) {
          site.trace().add(() -> "the consumer of " + id + " is removed");
          site.stream().removeConsumer(id);
        }
      }
    }
  }

  private void flush() {
    site.trace().add(() -> "Redis is flushed");
    entriesWereLost = true;
    site.arrived().stream().filter(job -> site.store().job(job).isEmpty()).forEach(flushed::add);
    site.stream().flush();
    site.redis().forget();
  }

  /// All is well again, and nothing goes wrong any more.
  void end() {
    strike();
    for (Server server : Server.values()) {
      site.network().setDown(server, false);
      site.network().setLosing(server, 0);
      site.hosts().forEach(host -> host.cut(server, false, false));
    }
    site.steer(Control.NONE);
    site.hosts().forEach(host -> host.pause(false));
    site.hosts().forEach(Host::start);
  }
}
