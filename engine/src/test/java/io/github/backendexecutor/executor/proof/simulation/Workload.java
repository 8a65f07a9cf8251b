package io.github.backendexecutor.executor.proof.simulation;

import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.job.Entry;
import io.github.backendexecutor.executor.job.Job;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobTerms;
import io.github.backendexecutor.executor.job.JsonText;
import io.github.backendexecutor.executor.job.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Draws the jobs of one simulation: most are plain; some come twice, wait for their time, share an
/// id with another job, or can never run.
final class Workload {
  static final List<Role> ROLES =
      List.of(new Role("agent"), new Role("inspector"), new Role("manager"));
  static final int MAX_ATTEMPTS = 3;

  private final RandomGenerator random;
  private final Instant start;
  private int entries;

  Workload(RandomGenerator random, Instant start) {
    this.random = random;
    this.start = start;
  }

  /// An entry that comes this long after the start.
  record Arriving(Duration after, Delivery delivery) {}

  List<Arriving> draw(Duration within) {
    List<Arriving> all = new ArrayList<>();
    int jobs = random.nextInt(10, 30);
    for (int number = 0; number < jobs; number++) {
      Role role = ROLES.get(random.nextInt(ROLES.size()));
      Job job = job("job-" + number, role, "{\"n\":" + number + "}");
      all.add(arriving(within, new Delivery.Readable(entry(role), job)));
      switch (random.nextInt(10)) {
        case 0, 1 -> all.add(arriving(within, new Delivery.Readable(entry(role), job)));
        case 2 ->
            all.add(
                arriving(
                    within,
                    new Delivery.Readable(entry(role), job(job.id().value(), role, "\"other\""))));
        case 3 -> all.add(arriving(within, unreadable(role, JobId.of(nextEntry(role)))));
        case 4 -> all.add(arriving(within, unreadable(role, job.id())));
        default -> {}
      }
    }
    return all;
  }

  private Arriving arriving(Duration within, Delivery delivery) {
    return new Arriving(Duration.ofMillis(random.nextLong(within.toMillis())), delivery);
  }

  private Delivery unreadable(Role role, JobId id) {
    return new Delivery.Unreadable(entry(role), role, id, "", "", "it is bad", JsonText.NULL);
  }

  private Job job(String id, Role role, String payload) {
    Instant later = random.nextInt(6) == 0 ? start.plusSeconds(random.nextInt(1, 90)) : null;
    Integer attempts = random.nextInt(6) == 0 ? random.nextInt(1, MAX_ATTEMPTS + 1) : null;
    JobTerms terms = new JobTerms(later, null, attempts, 0, null);
    return new Job(new JobId(id), "w", "c", role, "do it", new JsonText(payload), terms, Map.of());
  }

  private Entry entry(Role role) {
    Entry entry = nextEntry(role);
    entries++;
    return entry;
  }

  private Entry nextEntry(Role role) {
    return new Entry("jobs:" + role, (1_000 + entries) + "-0");
  }
}
