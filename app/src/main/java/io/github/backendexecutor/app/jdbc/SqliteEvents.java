package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.job.EventNumber;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Numbers and writes events in SQLite, one by one: the transaction is the only writer.
record SqliteEvents(Connection connection) implements EventRows.Table {

  /// In: a workflow. Answer: its next seq.
  private static final String COUNT =
      """
      INSERT INTO event_counter (workflow_id, last) VALUES (?, 1)
      ON CONFLICT (workflow_id) DO UPDATE SET last = last + 1 RETURNING last\
      """;

  /// In: [EventRow#COLUMNS], seq. Answer: the event's number in its job.
  private static final String INSERT =
      """
      INSERT INTO job_event (job_id, number, workflow_id, seq, kind, attempt, state, at)
      VALUES (?1, (SELECT coalesce(max(number), 0) + 1 FROM job_event WHERE job_id = ?1),
              ?2, ?7, ?3, ?4, ?5, ?6)
      RETURNING number\
      """;

  @Override
  public Map<String, EventNumber> insert(List<EventRow> events) throws SQLException {
    Map<String, EventNumber> numbers = new HashMap<>();
    try (PreparedStatement count = connection.prepareStatement(COUNT);
        PreparedStatement insert = connection.prepareStatement(INSERT)) {
      for (EventRow event : events) {
        long seq = 0;
        if (!event.workflow().isEmpty()) {
          count.setString(1, event.workflow());
          seq = number(count);
        }
        SqliteJobTable.bind(insert, EventRow.COLUMNS, event);
        insert.setLong(EventRow.COLUMNS.size() + 1, seq);
        numbers.put(
            EventRow.id(event.job(), event.attempt(), event.kind().word()),
            new EventNumber(number(insert), seq));
      }
    }
    return numbers;
  }

  private static long number(PreparedStatement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }
}
