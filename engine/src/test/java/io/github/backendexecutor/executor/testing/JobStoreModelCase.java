package io.github.backendexecutor.executor.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.backendexecutor.executor.job.Actor;
import io.github.backendexecutor.executor.job.Begun;
import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.job.Ending;
import io.github.backendexecutor.executor.job.FailureGroup;
import io.github.backendexecutor.executor.job.Gone;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Job;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobRecord;
import io.github.backendexecutor.executor.job.JobTerms;
import io.github.backendexecutor.executor.job.JsonText;
import io.github.backendexecutor.executor.job.Outcome;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.job.Run;
import io.github.backendexecutor.executor.job.RunKey;
import io.github.backendexecutor.executor.job.Verdict;
import io.github.backendexecutor.executor.spi.Canceller;
import io.github.backendexecutor.executor.spi.JobCounts;
import io.github.backendexecutor.executor.spi.JobHistory;
import io.github.backendexecutor.executor.spi.JobStore;
import io.github.backendexecutor.executor.spi.Membership;
import io.github.backendexecutor.executor.spi.Operator;
import io.github.backendexecutor.executor.spi.Ownership;
import io.github.backendexecutor.executor.spi.Spool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// One random sequence of calls, made to two instances' stores and to the model, which must answer
/// alike. Ids and roles are its own, so that many cases can share one database. Either instance may
/// be declared gone while it lives: the hardest case, and the one that the fences are for.
final class JobStoreModelCase {
  private final Random random;
  private final ManualClock clock;
  private final InMemoryInstances instances;
  private final String name;
  private final Role role;
  private final InMemoryJobStore model;
  private final List<Delivery> deliveries = new ArrayList<>();
  private final List<Ending> endings = new ArrayList<>();
  private final List<Run> runs = new ArrayList<>();

  JobStoreModelCase(Random random, ManualClock clock, InMemoryInstances instances) {
    this.random = random;
    this.clock = clock;
    this.instances = instances;
    this.name = "case" + Long.toHexString(random.nextLong());
    this.role = new Role(name);
    this.model = new InMemoryJobStore(new InstanceId("model"), clock, instances);
  }

  /// All that one instance uses of a database.
  record Side(
      JobStore store,
      Ownership ownership,
      Canceller canceller,
      Operator operator,
      Membership membership,
      InstanceId instance) {}

  /// Makes `steps` calls, each to one of the real sides and to the model of the same instance.
  void run(List<Side> real, int steps) {
    List<Side> models = real.stream().map(side -> model(side.instance())).toList();
    // the real ones have beaten once, or more often in an earlier case
    models.forEach(side -> {
      if (instances.sign(side.instance()).beat() < 0) {
        side.membership().beat();
      }
    });
    for (int step = 0; step < steps; step++) {
      int who = random.nextInt(2);
      Function<Side, Object> call = next(real.get(1 - who).instance());
      assertThat(call.apply(real.get(who)))
          .as("step %d of instance %d", step, who)
          .isEqualTo(remember(call.apply(models.get(who))));
      clock.advance(Duration.ofMillis(1 + random.nextInt(1_000)));
    }
    // what was kept is saved, so that the rows can be compared
    real.forEach(side -> side.store().nextDue(List.of(role)));
    models.forEach(side -> side.store().nextDue(List.of(role)));
  }

  private Side model(InstanceId instance) {
    InMemoryJobStore store = model.as(instance);
    InMemoryAudit audit = new InMemoryAudit(clock);
    return new Side(store, store, store, store.operator(audit), store.membership(), instance);
  }

  /// Compares every row and every attempt.
  void compare(JobHistory history, JobCounts counts) {
    compare(counts);
    Map<JobId, JobRecord> rows = byId(model.jobs(JobHistory.Filter.ANY, 9_999));
    Map<JobId, JobRecord> seen = byId(model.jobs(new JobHistory.Filter(role, null, null), 9_999));
    assertThat(byId(history.jobs(new JobHistory.Filter(role, null, null), 9_999))).isEqualTo(seen);
    rows.forEach((id, row) -> {
      assertThat(history.job(id)).contains(row);
      assertThat(history.attempts(id)).isEqualTo(model.attempts(id));
    });
  }

  /// Compares the kept counters with what the rows of the model say when they are counted.
  private void compare(JobCounts counts) {
    assertThat(counts.standing().get(role)).isEqualTo(model.counts().standing().get(role));
    Instant end = clock.now().plusSeconds(1);
    for (Duration step : List.of(Duration.ofMinutes(1), Duration.ofHours(1))) {
      assertThat(counts.ended(Instant.EPOCH, end, step, role))
          .isEqualTo(model.counts().ended(Instant.EPOCH, end, step, role));
    }
    assertThat(counts.failures(role, 99))
        .extracting(FailureGroup::errorKey, FailureGroup::count)
        .isEqualTo(
            model.counts().failures(role, 99).stream()
                .map(group -> tuple(group.errorKey(), group.count()))
                .toList());
  }

  private static Map<JobId, JobRecord> byId(List<JobRecord> records) {
    return records.stream().collect(Collectors.toMap(JobRecord::id, Function.identity()));
  }

  private Function<Side, Object> next(InstanceId other) {
    int kind = random.nextInt(22);
    if (kind < 7) {
      Delivery delivery = someDelivery();
      return side -> side.store().begin(delivery);
    }
    if (kind < 12 && !runs.isEmpty()) {
      Ending ending = someEnding();
      return kind == 11 ? side -> keep(side, ending) : side -> side.store().finish(ending);
    }
    if (kind < 15) {
      int max = random.nextInt(3);
      return side -> side.store().due(role, max);
    }
    return rare(kind, other);
  }

  private Function<Side, Object> rare(int kind, InstanceId other) {
    return switch (kind) {
      case 15 -> {
        JobId id = new JobId(name + random.nextInt(7));
        yield side -> side.canceller().cancel(id);
      }
      case 16 -> {
        Gone gone = new Gone(other, instances.sign(other).beat() - (random.nextInt(4) / 3));
        int maxLost = random.nextInt(3);
        int max = 1 + random.nextInt(3);
        yield side -> side.ownership().takeOver(gone, role, maxLost, max);
      }
      case 17 -> side -> side.membership().beat();
      case 18 -> side -> List.of(own(side.ownership().mine()), own(side.ownership().toCancel()));
      case 19 -> side -> side.store().nextDue(List.of(role));
      default -> {
        JobId id = new JobId(name + random.nextInt(7));
        JsonText payload = random.nextInt(3) == 0 ? new JsonText("2") : null;
        yield side -> side.operator().retry(id, payload, new Actor("somebody"));
      }
    };
  }

  private Set<RunKey> own(Set<RunKey> all) {
    return all.stream()
        .filter(run -> run.job().value().startsWith(name))
        .collect(Collectors.toSet());
  }

  private static Object keep(Side side, Ending ending) {
    try {
      ((Spool) side.store()).keep(ending);
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Object remember(Object answer) {
    if (answer instanceof Begun.Started(var run)) {
      runs.add(run);
    }
    if (answer instanceof List<?> list) {
      for (Object one : list) {
        if (one instanceof Run run) {
          runs.add(run);
        }
      }
    }
    return answer;
  }

  private Delivery someDelivery() {
    if (!deliveries.isEmpty() && random.nextInt(3) == 0) {
      return pick(deliveries);
    }
    JobId id = new JobId(name + random.nextInt(6));
    Delivery delivery = random.nextInt(6) == 0 ? unreadable(id) : readable(id);
    deliveries.add(delivery);
    return delivery;
  }

  private Delivery unreadable(JobId id) {
    return new Delivery.Unreadable(
        Jobs.entry(role), role, id, "w", "c", "not a job", new JsonText("[]"));
  }

  private Delivery readable(JobId id) {
    Instant time = random.nextInt(4) == 0 ? clock.now().plusMillis(random.nextInt(3_000)) : null;
    JsonText payload = new JsonText(random.nextInt(8) == 0 ? "2" : "1");
    JobTerms terms = new JobTerms(time, null, null, random.nextInt(3), null);
    return new Delivery.Readable(
        Jobs.entry(role), new Job(id, "w", "c", role, "task", payload, terms, Map.of()));
  }

  private Ending someEnding() {
    if (!endings.isEmpty() && random.nextInt(4) == 0) {
      return pick(endings);
    }
    Run run = pick(runs);
    Ending ending =
        switch (random.nextInt(5)) {
          case 0 -> Jobs.done(run, "\"" + random.nextInt() + "\"", clock.now());
          case 1 -> Jobs.bury(run, "buried " + random.nextInt(), clock.now());
          case 2 -> Jobs.release(run, clock.now());
          case 3 -> Jobs.done(run, "0", clock.now()).cancelled();
          default -> retry(run);
        };
    endings.add(ending);
    return ending;
  }

  private Ending retry(Run run) {
    Duration after = Duration.ofMillis(random.nextInt(3_000));
    Outcome outcome =
        random.nextBoolean()
            ? new Outcome.TimedOut(Duration.ofSeconds(1))
            : new Outcome.Failed("no", true, null);
    return new Ending(run, outcome, new Verdict.Retry(after, "no"), clock.now(), "some log");
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
