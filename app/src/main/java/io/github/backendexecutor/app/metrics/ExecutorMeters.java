package io.github.backendexecutor.app.metrics;

import io.github.backendexecutor.executor.job.Notification;
import io.github.backendexecutor.executor.job.Occupancy;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.spi.NotificationCounts;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/// Shows what the executor does at the moment of a scrape. Before it has started there is nothing
/// to show, and gauges say so with NaN.
public final class ExecutorMeters {
  private final MeterRegistry registry;
  private final Supplier<Optional<Pulse>> pulse;

  /// @param pulse called at each scrape, several times: it must be cheap
  public ExecutorMeters(MeterRegistry registry, Supplier<Optional<Pulse>> pulse) {
    this.registry = registry;
    this.pulse = pulse;
  }

  /// Registers everything that comes from the executor itself.
  public void bind(Collection<Role> roles, String version) {
    Gauge.builder("executor.build", () -> 1)
        .description("The version that runs")
        .tag("version", version)
        .register(registry);
    gauge("executor.ready", "Whether it takes work now", one -> one.ready() ? 1 : 0);
    Gauge.builder("executor.beat.age", () -> now(one -> one.sinceBeat().toMillis() / 1_000.0))
        .description("How long ago it last beat in the database")
        .baseUnit("seconds")
        .register(registry);
    gauge("executor.running", "Jobs that run, all roles", one -> one.capacity().total().running());
    gauge("executor.limit", "How many may run at once", one -> one.capacity().total().max());
    outage("database", one -> one.databaseAway() ? 1 : 0);
    outage("redis", one -> one.redisAway() ? 1 : 0);
    counter("executor.takeovers", "Runs of dead executors, picked up here", Pulse::takenOver);
    counter("executor.stale.writes", "Late results that were refused", Pulse::refused);
    counter("executor.results.kept", "Results that waited on the disk", Pulse::kept);
    commits("rows", one -> one.rows().batches(), one -> one.rows().requests());
    commits("settle", one -> one.settled().batches(), one -> one.settled().requests());
    roles.forEach(this::bind);
  }

  private void bind(Role role) {
    role(role, "running", "Jobs of the role that run", one -> slots(one, role).running());
    role(role, "limit", "How many of the role may run at once", one -> slots(one, role).max());
    role(
        role,
        "taken",
        "Slots taken; an idle reader takes one",
        one -> one.taken().getOrDefault(role, 0));
    role(
        role,
        "paused",
        "Whether an operator paused the role",
        one -> one.control().of(role).paused() ? 1 : 0);
  }

  /// Registers what became of notifications.
  public void bind(NotificationCounts counts) {
    for (Notification.Outcome outcome : Notification.Outcome.values()) {
      FunctionCounter.builder("executor.notifications", counts, all -> of(all, outcome))
          .description("Notifications, by how far they got")
          .tag("outcome", outcome.word())
          .register(registry);
    }
    FunctionCounter.builder("executor.notifications.dropped", counts, NotificationCounts::dropped)
        .description("Notifications whose evidence was given up")
        .register(registry);
  }

  /// Registers how many clients are connected.
  public void bindHub(IntSupplier connections) {
    Gauge.builder("executor.hub.connections", connections::getAsInt)
        .description("Clients connected to the hub here")
        .register(registry);
  }

  private static double of(NotificationCounts counts, Notification.Outcome outcome) {
    return counts.byOutcome().getOrDefault(outcome, 0L);
  }

  private static Occupancy slots(Pulse pulse, Role role) {
    Map<Role, Occupancy> roles = pulse.capacity().roles();
    return roles.getOrDefault(role, new Occupancy(1, 0, 0));
  }

  private void gauge(String name, String what, ToDoubleFunction<Pulse> value) {
    Gauge.builder(name, () -> now(value)).description(what).register(registry);
  }

  private void role(Role role, String name, String what, ToDoubleFunction<Pulse> value) {
    Gauge.builder("executor.role." + name, () -> now(value))
        .description(what)
        .tag("role", role.name())
        .register(registry);
  }

  private void outage(String server, ToDoubleFunction<Pulse> value) {
    Gauge.builder("executor.outage", () -> now(value))
        .description("Whether the server is out of reach")
        .tag("server", server)
        .register(registry);
  }

  private void commits(
      String what, ToDoubleFunction<Pulse> batches, ToDoubleFunction<Pulse> requests) {
    FunctionCounter.builder("executor.commit.batches", this, all -> all.sum(batches))
        .description("Group commits")
        .tag("of", what)
        .register(registry);
    FunctionCounter.builder("executor.commit.requests", this, all -> all.sum(requests))
        .description("What was written in group commits")
        .tag("of", what)
        .register(registry);
  }

  private void counter(String name, String what, ToDoubleFunction<Pulse> value) {
    FunctionCounter.builder(name, this, all -> all.sum(value)).description(what).register(registry);
  }

  private double now(ToDoubleFunction<Pulse> value) {
    return pulse.get().map(value::applyAsDouble).orElse(Double.NaN);
  }

  private double sum(ToDoubleFunction<Pulse> value) {
    return pulse.get().map(value::applyAsDouble).orElse(0.0);
  }
}
