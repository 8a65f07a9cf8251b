package io.github.backendexecutor.executor.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backendexecutor.executor.job.Begun;
import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.job.Ending;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Job;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobRecord;
import io.github.backendexecutor.executor.job.JobTerms;
import io.github.backendexecutor.executor.job.JsonText;
import io.github.backendexecutor.executor.job.Outcome;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.job.Run;
import io.github.backendexecutor.executor.job.Verdict;
import io.github.backendexecutor.executor.spi.JobHistory;
import io.github.backendexecutor.executor.spi.JobStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;

/// One random sequence of calls, made to two instances' stores and to the model, which must answer
/// alike. Ids and roles are its own, so that many cases can share one database.
final class JobStoreModelCase {
  private static final JobHistory.Filter ALL = JobHistory.Filter.ANY;

  private final Random random;
  private final ManualClock clock;
  private final String name;
  private final Role role;
  private final InMemoryJobStore model;
  private final List<Delivery> deliveries = new ArrayList<>();
  private final List<Ending> endings = new ArrayList<>();
  private final List<Run> runs = new ArrayList<>();

  JobStoreModelCase(Random random, ManualClock clock) {
    this.random = random;
    this.clock = clock;
    this.name = "case" + Long.toHexString(random.nextLong());
    this.role = new Role(name);
    this.model = new InMemoryJobStore(new InstanceId("model"), clock);
  }

  /// Makes `steps` calls, each to one of the real stores and to the model of the same owner.
  void run(List<JobStore> real, InstanceId first, InstanceId second, int steps) {
    List<InMemoryJobStore> models = List.of(model.as(first), model.as(second));
    for (int step = 0; step < steps; step++) {
      int who = random.nextInt(2);
      Function<JobStore, Object> call = next();
      assertThat(call.apply(real.get(who)))
          .as("step %d of instance %d", step, who)
          .isEqualTo(remember(call.apply(models.get(who))));
      clock.advance(Duration.ofMillis(1 + random.nextInt(1_000)));
    }
  }

  /// Compares every row and every attempt.
  void compare(JobHistory history) {
    Map<JobId, JobRecord> rows = byId(model.jobs(ALL, 9_999));
    assertThat(byId(history.jobs(new JobHistory.Filter(role, null, null), 9_999))).isEqualTo(rows);
    rows.keySet().forEach(id -> assertThat(history.attempts(id)).isEqualTo(model.attempts(id)));
  }

  private static Map<JobId, JobRecord> byId(List<JobRecord> records) {
    return records.stream().collect(Collectors.toMap(JobRecord::id, Function.identity()));
  }

  private Function<JobStore, Object> next() {
    int kind = random.nextInt(10);
    if (kind < 4) {
      Delivery delivery = someDelivery();
      return store -> store.begin(delivery);
    }
    if (kind < 7 && !runs.isEmpty()) {
      Ending ending = someEnding();
      return store -> store.finish(ending);
    }
    if (kind < 9) {
      int max = random.nextInt(3);
      return store -> store.due(role, max);
    }
    return store -> store.nextDue(List.of(role));
  }

  private Object remember(Object answer) {
    if (answer instanceof Begun.Started(var run)) {
      runs.add(run);
    }
    if (answer instanceof List<?> claimed) {
      claimed.forEach(run -> runs.add((Run) run));
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
        switch (random.nextInt(4)) {
          case 0 -> Jobs.done(run, "\"" + random.nextInt() + "\"", clock.now());
          case 1 -> Jobs.bury(run, "buried " + random.nextInt(), clock.now());
          case 2 -> Jobs.release(run, clock.now());
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
