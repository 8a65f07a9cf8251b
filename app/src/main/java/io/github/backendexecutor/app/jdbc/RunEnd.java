package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.job.CleanText;
import io.github.backendexecutor.executor.job.Ending;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.Outcome;
import io.github.backendexecutor.executor.job.Verdict;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An ending as it is written: what the job's row becomes and the line of the attempt history.
///
/// @param failed 1 when the run is charged as a failure, else 0
/// @param nextRunAt when it runs again; null: never
/// @param error null: none, except that a released job keeps the error of an earlier run
record RunEnd(
    JobId id,
    int attempt,
    InstanceId owner,
    JobState state,
    int failed,
    @Nullable Long nextRunAt,
    @Nullable String output,
    @Nullable String error,
    String outcome,
    long startedAt,
    long endedAt,
    String log) {

  /// Runners keep less; this is the last line of defence for the database.
  private static final int MAX_LOG = 100_000;

  private static final int MAX_ERROR = 20_000;

  /// Numbered from 1 in this order. The row needs the first nine, the attempt history the others
  /// too.
  static final List<Column<RunEnd>> COLUMNS =
      List.of(
          Column.text("job_id", end -> end.id().value()),
          Column.integer("attempt", RunEnd::attempt),
          Column.text("owner", end -> end.owner().value()),
          Column.text("state", end -> end.state().word()),
          Column.integer("failed", RunEnd::failed),
          Column.bigint("next_run_at", RunEnd::nextRunAt),
          Column.text("output", RunEnd::output),
          Column.text("error", RunEnd::error),
          Column.bigint("ended_at", RunEnd::endedAt),
          Column.text("outcome", RunEnd::outcome),
          Column.bigint("started_at", RunEnd::startedAt),
          Column.text("log", RunEnd::log));

  /// Which run it is.
  record Key(JobId id, int attempt) {}

  Key key() {
    return new Key(id, attempt);
  }

  static RunEnd of(Ending ending, InstanceId owner) {
    String output = null;
    String error = null;
    Instant next = null;
    Verdict verdict = ending.verdict();
    JobState state = verdict.state();
    switch (verdict) {
      case Verdict.Done(var result) -> output = JobRow.clean(result.text());
      case Verdict.Bury(var why) -> error = CleanText.of(why, MAX_ERROR);
      case Verdict.Retry(var after, var why) -> {
        error = CleanText.of(why, MAX_ERROR);
        next = Millis.rounded(ending.at()).plus(after);
      }
      case Verdict.Release() -> next = ending.at();
      case Verdict.Cancel() -> {}
    }
    return new RunEnd(
        ending.run().job().id(),
        ending.run().attempt(),
        owner,
        state,
        error == null ? 0 : 1,
        Millis.ofNullable(next),
        output,
        error,
        outcome(ending),
        Millis.of(ending.run().startedAt()),
        Millis.of(ending.at()),
        CleanText.of(ending.log(), MAX_LOG));
  }

  private static String outcome(Ending ending) {
    return switch (ending.verdict()) {
      case Verdict.Done _ -> "completed";
      case Verdict.Release _ -> "released";
      case Verdict.Cancel _ -> "cancelled";
      case Verdict.Bury _, Verdict.Retry _ ->
          ending.outcome() instanceof Outcome.TimedOut ? "timed_out" : "failed";
    };
  }

  /// About how much a statement grows by this ending, in characters.
  int size() {
    return 512 + log.length() + (output == null ? 0 : output.length());
  }
}
