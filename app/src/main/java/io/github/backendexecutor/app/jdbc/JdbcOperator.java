package io.github.backendexecutor.app.jdbc;

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
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.JobLists;
import io.github.backendexecutor.executor.spi.Operator;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Retries and cancels. A step through many jobs looks for them as any list does, and then holds
/// and changes only those that it found and that still fit.
final class JdbcOperator implements Operator {
  private static final Set<JobState> ENDED =
      Set.of(JobState.COMPLETED, JobState.FAILED, JobState.CANCELLED);

  private final Database database;
  private final JobLists lists;
  private final Clock clock;

  JdbcOperator(Database database, Clock clock) {
    this.database = database;
    this.lists = database.lists();
    this.clock = clock;
  }

  /// Changes those of the rows that it may, and answers how many.
  @FunctionalInterface
  private interface Change {
    int of(JobTable table, List<JobRow> rows, Instant now) throws SQLException;
  }

  @Override
  public RetryAnswer retry(JobId id, @Nullable JsonText payload, Actor actor) {
    return database.write(table -> {
      List<JobRow> rows = hold(table, List.of(id.value()));
      if (rows.isEmpty() || rows.getFirst().isTombstone()) {
        return RetryAnswer.UNKNOWN;
      }
      JobRow row = rows.getFirst();
      if (!row.state().terminal()) {
        return RetryAnswer.NOT_ENDED;
      }
      if (row.refused() && payload == null) {
        return RetryAnswer.NEEDS_PAYLOAD;
      }
      Instant now = clock.now();
      new Retries(table, actor, now).retry(rows, payload);
      String detail =
          "generation " + (row.generation() + 1) + (payload == null ? "" : ", with a new payload");
      AuditRows.add(table.connection(), now, actor, "retry", id.value(), detail);
      return RetryAnswer.RETRIED;
    });
  }

  private static List<JobRow> hold(JobTable table, List<String> ids) throws SQLException {
    table.held().waitShortly();
    return table.held().light(table.ids(), ids);
  }

  @Override
  public Batch retryEnded(JobFilter filter, @Nullable Place after, int max, Actor actor) {
    Set<JobState> states = only(filter, ENDED, Set.of(JobState.FAILED));
    return step(
        "retry",
        filter.withStates(states),
        after,
        max,
        actor,
        (table, rows, now) -> {
          List<JobRow> ended =
              rows.stream()
                  .filter(
                      row -> states.contains(row.state()) && !row.refused() && !row.isTombstone())
                  .toList();
          new Retries(table, actor, now).retry(ended, null);
          return ended.size();
        });
  }

  @Override
  public Batch cancelUnfinished(JobFilter filter, @Nullable Place after, int max, Actor actor) {
    Set<JobState> open = EnumSet.complementOf(EnumSet.copyOf(ENDED));
    Set<JobState> states = only(filter, open, open);
    return step(
        "cancel",
        filter.withStates(states),
        after,
        max,
        actor,
        (table, rows, now) -> {
          List<JobRow> unfinished =
              rows.stream()
                  .filter(row -> !row.state().terminal() && !row.standing().cancelRequested())
                  .toList();
          List<JobRow> cancelled = unfinished.stream().map(row -> row.cancelled(now)).toList();
          table.held().save(cancelled);
          for (int i = 0; i < cancelled.size(); i++) {
            table.tally().moved(unfinished.get(i), cancelled.get(i));
          }
          return cancelled.size();
        });
  }

  /// Those states of the filter that a change is for.
  private static Set<JobState> only(JobFilter filter, Set<JobState> fit, Set<JobState> none) {
    if (filter.states().isEmpty()) {
      return none;
    }
    Set<JobState> states = EnumSet.copyOf(filter.states());
    states.retainAll(fit);
    return states;
  }

  private Batch step(
      String action, JobFilter filter, @Nullable Place after, int max, Actor actor, Change change) {
    if (filter.states().isEmpty()) {
      return new Batch(0, null);
    }
    Page<JobLine> page = lists.jobs(filter, after, max);
    List<String> ids = page.items().stream().map(line -> line.id().value()).toList();
    int changed =
        ids.isEmpty()
            ? 0
            : database.write(table -> {
              Instant now = clock.now();
              int count = change.of(table, hold(table, ids), now);
              if (count > 0) {
                AuditRows.add(
                    table.connection(), now, actor, action, filter.toString(), count + " jobs");
              }
              return count;
            });
    return new Batch(changed, page.next());
  }
}
