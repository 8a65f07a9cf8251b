package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.job.CleanText;
import io.github.backendexecutor.executor.job.Ending;
import io.github.backendexecutor.executor.job.ErrorKey;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.JobEvent;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.Outcome;
import io.github.backendexecutor.executor.job.Run;
import io.github.backendexecutor.executor.job.RunKey;
import io.github.backendexecutor.executor.job.Saved;
import io.github.backendexecutor.executor.job.Verdict;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// An ending as it is written: what the job's row becomes and the line of the attempt history.
///
/// @param failed 1 when the run is charged as a failure, else 0
/// @param nextRunAt when it runs again; null: never
/// @param error null: none, except that a released job keeps the error of an earlier run
/// @param heardIn the workflow of whose events this is one, or empty; null: nobody can hear of it
/// @param run what has ended; null when only the disk remembers it
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
    String log,
    @Nullable String heardIn,
    @Nullable Run run) {

  /// The outcomes of the attempt history that decide something.
  static final String LOST = "lost";

  static final String CANCELLED = "cancelled";
  static final String COMPLETED = "completed";

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

  /// What the attempt history keeps, by the names that its table has.
  static final List<Column<RunEnd>> HISTORY =
      List.of(
          COLUMNS.get(0),
          COLUMNS.get(1),
          COLUMNS.get(2),
          COLUMNS.get(10),
          COLUMNS.get(8),
          COLUMNS.get(9),
          COLUMNS.get(7),
          COLUMNS.get(11));

  /// With what groups the error besides, in the row only.
  static final List<Column<RunEnd>> WITH_KEY =
      Stream.concat(COLUMNS.stream(), Stream.of(Column.text("error_key", RunEnd::errorKey)))
          .toList();

  private static final String HEARD_IN = "heard_in";

  /// What the error has in common with others of its kind; null unless the job has failed by it.
  @Nullable String errorKey() {
    return state == JobState.FAILED && error != null ? ErrorKey.of(error) : null;
  }

  /// As text, for the disk.
  Map<String, String> values() {
    Map<String, String> values = new LinkedHashMap<>();
    for (Column<RunEnd> column : COLUMNS) {
      Object value = column.value().apply(this);
      if (value != null) {
        values.put(column.name(), value.toString());
      }
    }
    if (heardIn != null) {
      values.put(HEARD_IN, heardIn);
    }
    return values;
  }

  /// The other way round.
  ///
  /// @throws RuntimeException when something is missing or wrong
  static RunEnd of(Map<String, String> values) {
    String next = values.get("next_run_at");
    return new RunEnd(
        new JobId(need(values, "job_id")),
        Integer.parseInt(need(values, "attempt")),
        new InstanceId(need(values, "owner")),
        JobState.of(need(values, "state")),
        Integer.parseInt(need(values, "failed")),
        next == null ? null : Long.valueOf(next),
        values.get("output"),
        values.get("error"),
        need(values, "outcome"),
        Long.parseLong(need(values, "started_at")),
        Long.parseLong(need(values, "ended_at")),
        need(values, "log"),
        values.get(HEARD_IN),
        null);
  }

  private static String need(Map<String, String> values, String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return value;
  }

  /// Whether the attempt history keeps a line of it. The row of a job that has completed says all
  /// of its last run but what it logged.
  boolean needsLine() {
    return state != JobState.COMPLETED || !log.isEmpty();
  }

  RunKey key() {
    return new RunKey(id, attempt);
  }

  /// The same run, as one that was cancelled, whatever it returned.
  RunEnd cancelled() {
    return new RunEnd(
        id,
        attempt,
        owner,
        JobState.CANCELLED,
        failed,
        null,
        null,
        null,
        CANCELLED,
        startedAt,
        endedAt,
        log,
        heardIn,
        run);
  }

  /// This end as it was saved.
  RunEnd as(Saved saved) {
    return saved == Saved.AS_CANCELLED ? cancelled() : this;
  }

  /// The same run, failed for good for this reason, without anything that the runner returned.
  RunEnd refused(String why) {
    return new RunEnd(
        id,
        attempt,
        owner,
        JobState.FAILED,
        1,
        null,
        null,
        CleanText.of(why, MAX_ERROR),
        "failed",
        startedAt,
        endedAt,
        "",
        heardIn,
        run);
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
        CleanText.of(ending.log(), MAX_LOG),
        JobEvent.canBeHeard(ending.run().job()) ? ending.run().job().workflowId() : null,
        ending.run());
  }

  private static String outcome(Ending ending) {
    return switch (ending.verdict()) {
      case Verdict.Done _ -> COMPLETED;
      case Verdict.Release _ -> "released";
      case Verdict.Cancel _ -> CANCELLED;
      case Verdict.Bury _, Verdict.Retry _ ->
          ending.outcome() instanceof Outcome.TimedOut ? "timed_out" : "failed";
    };
  }

  /// About how much a statement grows by this ending, in characters.
  int size() {
    return 512 + log.length() + (output == null ? 0 : output.length());
  }
}
