package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.job.JobEvent.Kind;
import io.github.backendexecutor.executor.job.JobState;
import java.util.List;

/// An event before it has its numbers.
///
/// @param workflow may be empty
record EventRow(String job, String workflow, Kind kind, int attempt, JobState state, long at) {
  static final List<Column<EventRow>> COLUMNS =
      List.of(
          Column.text("job_id", EventRow::job),
          Column.text("workflow_id", EventRow::workflow),
          Column.text("kind", event -> event.kind().word()),
          Column.integer("attempt", EventRow::attempt),
          Column.text("state", event -> event.state().word()),
          Column.bigint("at", EventRow::at));

  /// As [io.github.backendexecutor.executor.job.JobEvent#eventId].
  static String id(String job, int attempt, String kind) {
    return job + ":" + attempt + ":" + kind;
  }
}
