package io.github.backendexecutor.executor.testing;

import io.github.backendexecutor.executor.job.AttemptRecord;
import io.github.backendexecutor.executor.job.Begun;
import io.github.backendexecutor.executor.job.CleanText;
import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.job.Ending;
import io.github.backendexecutor.executor.job.Entry;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Job;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobRecord;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.JobTerms;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.job.Run;
import io.github.backendexecutor.executor.job.Saved;
import io.github.backendexecutor.executor.job.Verdict;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.JobHistory;
import io.github.backendexecutor.executor.spi.JobStore;
import io.github.backendexecutor.executor.spi.StoreUnavailable;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The contract of the store in the plainest code that keeps it: one lock, one map. Also the model
/// that real stores are compared with. [#as] gives another instance's store on the same rows.
public final class InMemoryJobStore implements JobStore, JobHistory {
  private static final Comparator<InMemoryRow> OLDEST_DUE =
      Comparator.comparing(InMemoryRow::due).thenComparing(row -> row.job.id().value());

  private final InstanceId owner;
  private final Clock clock;
  private final Rows rows;

  public InMemoryJobStore(InstanceId owner, Clock clock) {
    this(owner, clock, new Rows());
  }

  private InMemoryJobStore(InstanceId owner, Clock clock, Rows rows) {
    this.owner = owner;
    this.clock = clock;
    this.rows = rows;
  }

  /// The store of another instance on the same rows.
  public InMemoryJobStore as(InstanceId other) {
    return new InMemoryJobStore(other, clock, rows);
  }

  /// From now on every call fails and changes nothing, until [#comeBack].
  public void goDown() {
    rows.down = true;
  }

  public void comeBack() {
    rows.down = false;
  }

  /// The next call does its work and then fails, as when the answer to a COMMIT is lost.
  public void loseNextAnswer() {
    rows.loseAnswer = true;
  }

  @Override
  public Begun begin(Delivery delivery) {
    return answer(() -> beginNow(clean(delivery)));
  }

  @Override
  public Saved finish(Ending ending) {
    return answer(() -> finishNow(ending));
  }

  @Override
  public List<Run> due(Role role, int max) {
    return answer(() -> claim(role, max, now()));
  }

  @Override
  public Map<Role, Instant> nextDue(Collection<Role> roles) {
    return answer(() -> {
      Map<Role, Instant> next = new TreeMap<>();
      roles.forEach(role -> waiting(role).findFirst().ifPresent(row -> next.put(role, row.due())));
      return next;
    });
  }

  @Override
  public Optional<JobRecord> job(JobId id) {
    return answer(() -> Optional.ofNullable(rows.jobs.get(id)).map(InMemoryRow::toRecord));
  }

  @Override
  public List<AttemptRecord> attempts(JobId id) {
    return answer(() -> rows.attempts.stream().filter(one -> one.jobId().equals(id)).toList());
  }

  @Override
  public List<JobRecord> jobs(Filter filter, int limit) {
    return answer(() ->
        new ArrayList<>(rows.jobs.values())
            .reversed().stream()
                .sorted(Comparator.comparing((InMemoryRow row) -> row.createdAt).reversed())
                .filter(row -> row.fits(filter))
                .limit(limit)
                .map(InMemoryRow::toRecord)
                .toList());
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

  private Begun beginNow(Delivery delivery) {
    InMemoryRow known = rows.jobs.get(delivery.jobId());
    if (known == null) {
      return make(delivery);
    }
    boolean sameEntry = delivery.entry().equals(known.entry);
    if (sameEntry && known.refused()) {
      return new Begun.Ended(known.ended());
    }
    String reason =
        switch (delivery) {
          case Delivery.Readable(_, var job) -> known.conflict(job);
          case Delivery.Unreadable bad when !sameEntry ->
              bad.reason() + "; its jobId '" + bad.jobId() + "' belongs to another job";
          case Delivery.Unreadable _ -> null;
        };
    if (reason != null) {
      return refuse(delivery, reason);
    }
    if (known.state.terminal()) {
      return new Begun.Ended(known.ended());
    }
    boolean begun = known.attempt == 1 && known.createdAt.equals(known.startedAt);
    boolean ours = known.state == JobState.RUNNING && begun && owner.equals(known.owner);
    if (!sameEntry || !ours || delivery instanceof Delivery.Unreadable) {
      return new Begun.Elsewhere(known.state);
    }
    known.untold = rows.loseAnswer;
    return new Begun.Started(known.run());
  }

  private Begun make(Delivery delivery) {
    Instant now = now();
    return switch (delivery) {
      case Delivery.Unreadable bad -> fail(bad.jobId(), bad, bad.reason());
      case Delivery.Readable(var entry, var job) -> {
        InMemoryRow row = rows.add(job, entry, now);
        Instant notBefore = job.terms().notBefore();
        if (notBefore != null && notBefore.truncatedTo(ChronoUnit.MILLIS).isAfter(now)) {
          row.wait(JobState.SCHEDULED, notBefore);
          yield new Begun.Scheduled(row.due());
        }
        row.start(owner, now);
        yield new Begun.Started(row.run());
      }
    };
  }

  private Begun refuse(Delivery delivery, String reason) {
    for (int n = 0; ; n++) {
      JobId id = new JobId(delivery.entry() + (n == 0 ? "" : "#" + n));
      InMemoryRow known = rows.jobs.get(id);
      if (known == null) {
        return fail(id, delivery, reason);
      }
      if (known.refused() && delivery.entry().equals(known.entry)) {
        return new Begun.Ended(known.ended());
      }
    }
  }

  private Begun fail(JobId id, Delivery delivery, String error) {
    Job job =
        switch (delivery) {
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
    InMemoryRow row = rows.add(job, delivery.entry(), now());
    row.end(JobState.FAILED, null, error, now());
    return new Begun.Ended(row.ended());
  }

  private Saved finishNow(Ending ending) {
    InMemoryRow row = rows.jobs.get(ending.run().job().id());
    if (row == null || row.attempt != ending.run().attempt() || !owner.equals(row.owner)) {
      return Saved.NOT_OURS;
    }
    if (row.state == JobState.RUNNING) {
      rows.attempts.add(row.attempt(ending));
      Instant at = ending.at().truncatedTo(ChronoUnit.MILLIS);
      switch (ending.verdict()) {
        case Verdict.Done(var output) -> row.end(JobState.COMPLETED, output, null, at);
        case Verdict.Bury(var error) -> {
          row.failures++;
          row.end(JobState.FAILED, null, clean(error), at);
        }
        case Verdict.Retry(var after, var error) -> {
          row.failures++;
          row.error = clean(error);
          row.wait(JobState.RETRY_WAIT, at.plus(after));
        }
        case Verdict.Release() -> row.wait(JobState.READY, at);
        case Verdict.Cancel() -> row.end(JobState.CANCELLED, null, null, at);
      }
    }
    return Saved.AS_GIVEN;
  }

  private List<Run> claim(Role role, int max, Instant now) {
    // claimed by a call whose answer was lost: nobody runs it, and no entry would bring it back
    List<InMemoryRow> claimed =
        new ArrayList<>(
            rows.jobs.values().stream()
                .filter(row -> row.job.role().equals(role) && owner.equals(row.owner) && row.untold)
                .limit(max)
                .toList());
    waiting(role)
        .filter(row -> !row.due().isAfter(now))
        .limit(max - claimed.size())
        .toList()
        .forEach(row -> {
          row.start(owner, now);
          claimed.add(row);
        });
    claimed.forEach(row -> row.untold = rows.loseAnswer);
    return claimed.stream().map(InMemoryRow::run).toList();
  }

  private Stream<InMemoryRow> waiting(Role role) {
    return rows.jobs.values().stream()
        .filter(row -> row.job.role().equals(role) && row.nextRunAt != null)
        .sorted(OLDEST_DUE);
  }

  private Instant now() {
    return clock.now().truncatedTo(ChronoUnit.MILLIS);
  }

  private <A> A answer(Supplier<A> work) {
    synchronized (rows) {
      if (rows.down) {
        throw new StoreUnavailable("the store is down", new IOException("down"));
      }
      A answer = work.get();
      if (rows.loseAnswer) {
        rows.loseAnswer = false;
        throw new StoreUnavailable("the answer was lost", new IOException("lost"));
      }
      return answer;
    }
  }

  private static final class Rows {
    private final Map<JobId, InMemoryRow> jobs = new LinkedHashMap<>();
    private final List<AttemptRecord> attempts = new ArrayList<>();
    private volatile boolean down;
    private volatile boolean loseAnswer;

    InMemoryRow add(Job job, @Nullable Entry entry, Instant now) {
      InMemoryRow row = new InMemoryRow(job, entry, now);
      jobs.put(job.id(), row);
      return row;
    }
  }
}
