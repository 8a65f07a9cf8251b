package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.job.EventNumber;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Numbers and writes events in SQLite. The transaction is the only writer, so the numbers are read
/// and given out here, and the events are written many at once.
record SqliteEvents(SqliteStatements statements) implements EventRows.Table {

  /// In: a workflow, how many. Answer: the last of so many new seqs.
  private static final String COUNT =
      """
      INSERT INTO event_counter (workflow_id, last) VALUES (?1, ?2)
      ON CONFLICT (workflow_id) DO UPDATE SET last = last + ?2 RETURNING last\
      """;

  /// In: jobs. Answer: each with the highest number of its events, or null.
  private static final String LAST =
      """
      SELECT value, (SELECT max(number) FROM job_event WHERE job_id = value)
      FROM json_each(?)\
      """;

  private static final SqliteInsert<Numbered> EVENTS =
      SqliteInsert.into(
          "job_event",
          Stream.concat(
                  EventRow.COLUMNS.stream().map(SqliteEvents::ofNumbered),
                  Stream.of(
                      Column.<Numbered>bigint("number", event -> event.number().inJob()),
                      Column.<Numbered>bigint("seq", event -> event.number().inWorkflow())))
              .toList());

  @Override
  public Map<String, EventNumber> insert(List<EventRow> events) throws SQLException {
    Map<String, Long> inJob = lastInJobs(events);
    Map<String, Long> inWorkflow = lastInWorkflows(events);
    List<Numbered> numbered = new ArrayList<>(events.size());
    Map<String, EventNumber> numbers = new HashMap<>();
    for (EventRow event : events) {
      long number = inJob.merge(event.job(), 1L, Long::sum);
      boolean alone = event.workflow().isEmpty();
      long seq = alone ? 0 : inWorkflow.merge(event.workflow(), 1L, Long::sum);
      Numbered one = new Numbered(event, new EventNumber(number, seq));
      numbered.add(one);
      numbers.put(EventRow.id(event.job(), event.attempt(), event.kind().word()), one.number());
    }
    EVENTS.write(statements, numbered);
    return numbers;
  }

  private Map<String, Long> lastInJobs(List<EventRow> events) throws SQLException {
    Map<String, Long> last = new HashMap<>();
    List<String> jobs = events.stream().map(EventRow::job).distinct().toList();
    PreparedStatement query = statements.get(LAST);
    query.setString(1, FieldsJson.list(jobs));
    try (ResultSet row = query.executeQuery()) {
      while (row.next()) {
        last.put(row.getString(1), row.getLong(2));
      }
    }
    return last;
  }

  /// Takes as many seqs as there are events, and answers what was the last before.
  private Map<String, Long> lastInWorkflows(List<EventRow> events) throws SQLException {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (EventRow event : events) {
      if (!event.workflow().isEmpty()) {
        counts.merge(event.workflow(), 1L, Long::sum);
      }
    }
    PreparedStatement count = statements.get(COUNT);
    for (Map.Entry<String, Long> workflow : counts.entrySet()) {
      count.setString(1, workflow.getKey());
      count.setLong(2, workflow.getValue());
      try (ResultSet row = count.executeQuery()) {
        row.next();
        workflow.setValue(row.getLong(1) - workflow.getValue());
      }
    }
    return counts;
  }

  private static Column<Numbered> ofNumbered(Column<EventRow> column) {
    return new Column<>(
        column.name(),
        column.type(),
        numbered -> column.value().apply(numbered.event()),
        column.array());
  }

  private record Numbered(EventRow event, EventNumber number) {}
}
