package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.job.EventNumber;
import io.github.backendexecutor.executor.job.JobEvent;
import io.github.backendexecutor.executor.job.JobEvent.Kind;
import io.github.backendexecutor.executor.job.JobState;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The events of one transaction: gathered while it changes jobs, numbered and written as its last
/// act. The counters of workflows are the last rows that it locks, in the order of their ids, and
/// whoever waits for one holds nothing that its holder still wants. A job that nobody can wait for
/// leaves nothing here.
final class EventRows {
  private final Table table;
  private final List<EventRow> events = new ArrayList<>();

  /// The statements that number and write events.
  @FunctionalInterface
  interface Table {
    /// Answers the numbers by the ids of the events.
    Map<String, EventNumber> insert(List<EventRow> events) throws SQLException;
  }

  EventRows(Table table) {
    this.table = table;
  }

  /// This transaction made the row what it is: running, or ended. Other states are no event.
  void add(JobRow row) {
    if (!JobEvent.canBeHeard(row.job())) {
      return;
    }
    if (row.state() == JobState.RUNNING) {
      add(row, Kind.STARTED, Millis.of(Objects.requireNonNull(row.startedAt())));
    } else if (row.state().terminal()) {
      add(row, Kind.COMPLETED, Millis.of(Objects.requireNonNull(row.finishedAt())));
    }
  }

  private void add(JobRow row, Kind kind, long at) {
    String job = row.job().id().value();
    String workflow = row.job().workflowId();
    events.add(new EventRow(job, workflow, kind, row.standing().attempt(), row.state(), at));
  }

  /// This transaction ended the run so. A released one is no event.
  void add(RunEnd end) {
    String workflow = end.heardIn();
    if (workflow == null || end.state() == JobState.READY) {
      return;
    }
    Kind kind = end.state().terminal() ? Kind.COMPLETED : Kind.RETRYING;
    events.add(
        new EventRow(end.id().value(), workflow, kind, end.attempt(), end.state(), end.endedAt()));
  }

  /// Numbers and writes them. Nothing may be locked after this.
  Map<String, EventNumber> write() throws SQLException {
    return events.isEmpty() ? Map.of() : table.insert(events);
  }
}
