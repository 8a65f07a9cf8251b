package io.github.backendexecutor.app.api;

import io.github.backendexecutor.executor.job.Actor;
import io.github.backendexecutor.executor.job.Batch;
import io.github.backendexecutor.executor.job.JobFilter;
import io.github.backendexecutor.executor.job.Place;
import io.github.backendexecutor.executor.spi.Audit;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.Operator;
import io.github.backendexecutor.executor.spi.StoreUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Changes of many jobs: each in small steps, one after the other, behind the back of the request
/// that asked. What is under way is forgotten when this process ends; what was changed stays, and
/// asking again changes the rest.
public final class Operations implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Operations.class);
  private static final int STEP = 200;
  private static final int MOST_WAITING = 20;
  private static final int MOST_KEPT = 100;
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final int PATIENCE = 60;

  private final Operator operator;
  private final Audit audit;
  private final Nudge nudge;
  private final Clock clock;
  private final Deque<Operation> all = new ArrayDeque<>();
  private final Deque<Work> waiting = new ArrayDeque<>();
  private boolean working;
  private boolean closed;

  public Operations(Operator operator, Audit audit, Nudge nudge, Clock clock) {
    this.operator = operator;
    this.audit = audit;
    this.nudge = nudge;
    this.clock = clock;
  }

  /// What is done to the jobs.
  enum Kind {
    RETRY,
    CANCEL;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// How far a change has come.
  ///
  /// @param state `running`, `done` or `failed`; one that waits for its turn runs, too
  /// @param changed how many jobs so far
  record Operation(
      String operationId,
      String kind,
      String filter,
      String state,
      long changed,
      Instant startedAt,
      @Nullable Instant endedAt,
      @Nullable String error) {}

  private record Work(String id, Kind kind, JobFilter filter, Actor actor) {}

  /// Begins soon, and answers at once.
  Operation begin(Kind kind, JobFilter filter, Actor actor) {
    String words = Filters.words(filter);
    audit.note(actor, "bulk " + kind.word(), words, "begun");
    Operation begun =
        new Operation(
            UUID.randomUUID().toString(),
            kind.word(),
            words,
            "running",
            0,
            clock.now(),
            null,
            null);
    synchronized (this) {
      if (closed || waiting.size() >= MOST_WAITING) {
        throw NotThere.busy("too many bulk operations wait already");
      }
      waiting.add(new Work(begun.operationId(), kind, filter, actor));
      all.addFirst(begun);
      if (all.size() > MOST_KEPT) {
        all.removeLast();
      }
      if (!working) {
        working = true;
        ApiThreads.start("bulk", this::workAll);
      }
    }
    return begun;
  }

  /// The newest first.
  synchronized List<Operation> all() {
    return new ArrayList<>(all);
  }

  synchronized Optional<Operation> of(String id) {
    return all.stream().filter(one -> one.operationId().equals(id)).findAny();
  }

  private void workAll() {
    for (Work work = next(); work != null; work = next()) {
      Actor actor = work.actor();
      String words = Filters.words(work.filter());
      String error = null;
      try {
        work(work);
      } catch (InterruptedException | StoreUnavailable e) {
        error = "the database was away for too long; ask again for the rest";
      } catch (RuntimeException e) {
        LOG.error("bulk operation {} went wrong", work.id(), e);
        error = "this went wrong here; the log has why";
      }
      Operation ended = end(work.id(), error);
      nudge.send();
      note(
          actor,
          work.kind(),
          words,
          ended.changed() + " jobs" + (error == null ? "" : "; " + error));
    }
  }

  private synchronized @Nullable Work next() {
    Work next = closed ? null : waiting.poll();
    working = next != null;
    return next;
  }

  private void work(Work work) throws InterruptedException {
    Place after = null;
    int failures = 0;
    while (!isClosed()) {
      try {
        Batch batch = step(work, after);
        failures = 0;
        change(work.id(), batch.changed());
        after = batch.next();
        if (after == null) {
          return;
        }
      } catch (StoreUnavailable e) {
        if (++failures > PATIENCE) {
          throw e;
        }
        clock.sleep(PAUSE);
      }
    }
    throw new InterruptedException("the service stops");
  }

  private Batch step(Work work, @Nullable Place after) {
    return switch (work.kind()) {
      case RETRY -> operator.retryEnded(work.filter(), after, STEP, work.actor());
      case CANCEL -> operator.cancelUnfinished(work.filter(), after, STEP, work.actor());
    };
  }

  private void note(Actor actor, Kind kind, String words, String detail) {
    try {
      audit.note(actor, "bulk " + kind.word(), words, detail);
    } catch (StoreUnavailable e) {
      LOG.warn("bulk {} of {} has ended: {}; the audit log lacks it", kind.word(), words, detail);
    }
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private synchronized void change(String id, int changed) {
    replace(id, old -> with(old, "running", old.changed() + changed, null, null));
  }

  private synchronized Operation end(String id, @Nullable String error) {
    replace(
        id, old -> with(old, error == null ? "done" : "failed", old.changed(), clock.now(), error));
    return of(id).orElseThrow();
  }

  private static Operation with(
      Operation old,
      String state,
      long changed,
      @Nullable Instant endedAt,
      @Nullable String error) {
    return new Operation(
        old.operationId(),
        old.kind(),
        old.filter(),
        state,
        changed,
        old.startedAt(),
        endedAt,
        error);
  }

  private void replace(String id, java.util.function.UnaryOperator<Operation> change) {
    List<Operation> changed =
        all.stream().map(one -> one.operationId().equals(id) ? change.apply(one) : one).toList();
    all.clear();
    all.addAll(changed);
  }

  /// Ends after the step that is under way.
  @Override
  public synchronized void close() {
    closed = true;
    waiting.clear();
  }
}
