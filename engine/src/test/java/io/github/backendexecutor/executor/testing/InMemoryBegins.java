package io.github.backendexecutor.executor.testing;

import io.github.backendexecutor.executor.job.Begun;
import io.github.backendexecutor.executor.job.CleanText;
import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Job;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.JobTerms;
import io.github.backendexecutor.executor.job.Standing;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What an entry becomes in the [InMemoryJobStore].
final class InMemoryBegins {
  private final InMemoryRows rows;
  private final InstanceId owner;

  InMemoryBegins(InMemoryRows rows, InstanceId owner) {
    this.rows = rows;
    this.owner = owner;
  }

  Begun begin(Delivery given, Instant now) {
    Delivery delivery = clean(given);
    InMemoryRow known = rows.get(delivery.jobId());
    if (known == null) {
      return make(delivery, now);
    }
    if (known.isTombstone()) {
      known.job = job(known.job.id(), delivery);
      known.entry = delivery.entry();
    }
    boolean sameEntry = delivery.entry().equals(known.entry);
    if (sameEntry && known.refused()) {
      return new Begun.Ended(known.ended());
    }
    String reason = conflict(known, delivery, sameEntry);
    if (reason != null) {
      return refuse(delivery, reason, now);
    }
    if (known.standing.state().terminal()) {
      return new Begun.Ended(known.ended());
    }
    boolean begun = known.createdAt.equals(known.startedAt);
    boolean ours = begun && known.generation() == 1 && known.standing.heldBy(owner, 1);
    if (!sameEntry || !ours || delivery instanceof Delivery.Unreadable) {
      return new Begun.Elsewhere(known.standing.state());
    }
    return new Begun.Started(known.run());
  }

  private static @Nullable String conflict(
      InMemoryRow known, Delivery delivery, boolean sameEntry) {
    return switch (delivery) {
      case Delivery.Readable(_, var job) -> known.conflict(job);
      case Delivery.Unreadable bad when !sameEntry ->
          bad.reason() + "; its jobId '" + bad.jobId() + "' belongs to another job";
      case Delivery.Unreadable _ -> null;
    };
  }

  private Begun make(Delivery delivery, Instant now) {
    return switch (delivery) {
      case Delivery.Unreadable bad -> fail(bad.jobId(), bad, bad.reason(), now);
      case Delivery.Readable(var entry, var job) -> {
        Instant notBefore = job.terms().notBefore();
        if (notBefore != null && notBefore.truncatedTo(ChronoUnit.MILLIS).isAfter(now)) {
          InMemoryRow row = rows.add(job, entry, Standing.unrun(JobState.SCHEDULED), now);
          row.waitUntil(notBefore);
          yield new Begun.Scheduled(row.due());
        }
        InMemoryRow row = rows.add(job, entry, Standing.begun(owner), now);
        row.start(row.standing, now);
        yield new Begun.Started(row.run());
      }
    };
  }

  private Begun refuse(Delivery delivery, String reason, Instant now) {
    for (int n = 0; ; n++) {
      JobId id = new JobId(delivery.entry() + (n == 0 ? "" : "#" + n));
      InMemoryRow known = rows.get(id);
      if (known == null) {
        return fail(id, delivery, reason, now);
      }
      if (known.wasRefused() && delivery.entry().equals(known.entry)) {
        return known.standing.state().terminal()
            ? new Begun.Ended(known.ended())
            : new Begun.Elsewhere(known.standing.state());
      }
    }
  }

  private Begun fail(JobId id, Delivery delivery, String error, Instant now) {
    Standing failed = Standing.unrun(JobState.FAILED);
    InMemoryRow row = rows.add(job(id, delivery), delivery.entry(), failed, now);
    row.end(failed, error, now);
    return new Begun.Ended(row.ended());
  }

  /// What the entry says, under this id.
  private static Job job(JobId id, Delivery delivery) {
    return switch (delivery) {
      case Delivery.Readable(_, var it) ->
          new Job(
              id,
              it.workflowId(),
              it.connectionId(),
              it.role(),
              it.task(),
              it.payload(),
              it.terms(),
              it.fields());
      case Delivery.Unreadable it ->
          new Job(
              id,
              it.workflowId(),
              it.connectionId(),
              it.role(),
              "",
              it.raw(),
              JobTerms.NONE,
              Map.of());
    };
  }

  /// As a database would have it: no NUL, no half of a surrogate pair.
  private static Delivery clean(Delivery delivery) {
    return switch (delivery) {
      case Delivery.Unreadable bad -> bad;
      case Delivery.Readable(var entry, var job) -> {
        Map<String, String> fields = new LinkedHashMap<>();
        job.fields().forEach((name, value) -> fields.put(clean(name), clean(value)));
        yield new Delivery.Readable(
            entry,
            new Job(
                job.id(),
                clean(job.workflowId()),
                clean(job.connectionId()),
                job.role(),
                clean(job.task()),
                job.payload(),
                job.terms(),
                fields));
      }
    };
  }

  private static String clean(String text) {
    return CleanText.of(text, Integer.MAX_VALUE);
  }
}
