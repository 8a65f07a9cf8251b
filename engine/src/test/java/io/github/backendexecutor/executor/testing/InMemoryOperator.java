package io.github.backendexecutor.executor.testing;

import io.github.backendexecutor.executor.job.Actor;
import io.github.backendexecutor.executor.job.Batch;
import io.github.backendexecutor.executor.job.JobFilter;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobLine;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.JsonText;
import io.github.backendexecutor.executor.job.Page;
import io.github.backendexecutor.executor.job.Place;
import io.github.backendexecutor.executor.job.RetryAnswer;
import io.github.backendexecutor.executor.spi.Audit;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.Operator;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Retries and cancels the jobs of an [InMemoryJobStore].
final class InMemoryOperator implements Operator {
  private static final Set<JobState> UNFINISHED =
      Set.of(JobState.READY, JobState.RUNNING, JobState.RETRY_WAIT, JobState.SCHEDULED);

  private final InMemoryRows rows;
  private final Clock clock;
  private final Audit audit;

  InMemoryOperator(InMemoryRows rows, Clock clock, Audit audit) {
    this.rows = rows;
    this.clock = clock;
    this.audit = audit;
  }

  @Override
  public RetryAnswer retry(JobId id, @Nullable JsonText payload, Actor actor) {
    return rows.answer(() -> {
      InMemoryRow row = rows.get(id);
      if (row == null || row.isTombstone()) {
        return RetryAnswer.UNKNOWN;
      }
      if (!row.standing.state().terminal()) {
        return RetryAnswer.NOT_ENDED;
      }
      if (row.refused() && payload == null) {
        return RetryAnswer.NEEDS_PAYLOAD;
      }
      row.retry(payload, actor, now());
      audit.note(actor, "retry", id.value(), "generation " + row.generation());
      return RetryAnswer.RETRIED;
    });
  }

  @Override
  public Batch retryEnded(JobFilter filter, @Nullable Place after, int max, Actor actor) {
    JobFilter ended =
        filter.states().isEmpty() ? filter.withStates(Set.of(JobState.FAILED)) : filter;
    return each(
        "retry",
        ended,
        after,
        max,
        actor,
        row -> {
          boolean fit = row.standing.state().terminal() && !row.refused() && !row.isTombstone();
          if (fit) {
            row.retry(null, actor, now());
          }
          return fit;
        });
  }

  @Override
  public Batch cancelUnfinished(JobFilter filter, @Nullable Place after, int max, Actor actor) {
    JobFilter open = filter.states().isEmpty() ? filter.withStates(UNFINISHED) : filter;
    return each(
        "cancel",
        open,
        after,
        max,
        actor,
        row -> {
          boolean fit = !row.standing.state().terminal() && !row.standing.cancelRequested();
          if (fit) {
            row.cancel(now());
          }
          return fit;
        });
  }

  private Batch each(
      String action,
      JobFilter filter,
      @Nullable Place after,
      int max,
      Actor actor,
      Predicate<InMemoryRow> change) {
    return rows.answer(() -> {
      Page<JobLine> page = new InMemoryLists(rows).jobs(filter, after, max);
      int changed = 0;
      for (JobLine line : page.items()) {
        InMemoryRow row = rows.get(line.id());
        changed += row != null && change.test(row) ? 1 : 0;
      }
      if (changed > 0) {
        audit.note(actor, action, filter.toString(), changed + " jobs");
      }
      return new Batch(changed, page.next());
    });
  }

  private Instant now() {
    return clock.now().truncatedTo(ChronoUnit.MILLIS);
  }
}
