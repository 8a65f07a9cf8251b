package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.job.EventNumber;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Numbers and writes events in PostgreSQL: one statement for a batch.
///
/// Numbers within a job need no counter, since this transaction has locked the job's row before:
/// whoever wrote the job's last event has committed. Counters of workflows are locked in the order
/// of the ids, so that transactions wait for each other but never in a circle.
record PostgresEvents(Connection connection) implements EventRows.Table {

  /// In: an array for each of [EventRow#COLUMNS]. Answer: the events with their numbers.
  private static final String INSERT =
      """
      WITH told AS (SELECT * FROM %s WITH ORDINALITY AS e (%s, place)),
      counted AS (
        INSERT INTO event_counter (workflow_id, last)
        SELECT workflow_id, count(*) FROM told WHERE workflow_id <> ''
        GROUP BY workflow_id ORDER BY workflow_id COLLATE "C"
        ON CONFLICT (workflow_id) DO UPDATE SET last = event_counter.last + excluded.last
        RETURNING workflow_id, last)
      INSERT INTO job_event (job_id, number, workflow_id, seq, kind, attempt, state, at)
      SELECT told.job_id,
             coalesce((SELECT max(number) FROM job_event AS old WHERE old.job_id = told.job_id), 0)
               + row_number() OVER (PARTITION BY told.job_id ORDER BY place),
             told.workflow_id,
             coalesce(counted.last - count(*) OVER (PARTITION BY told.workflow_id)
               + row_number() OVER (PARTITION BY told.workflow_id ORDER BY place), 0),
             kind, attempt, state, at
      FROM told LEFT JOIN counted ON counted.workflow_id = told.workflow_id
      RETURNING job_id, attempt, kind, number, seq\
      """
          .formatted(PostgresJobTable.unnest(EventRow.COLUMNS), Column.names(EventRow.COLUMNS));

  @Override
  public Map<String, EventNumber> insert(List<EventRow> events) throws SQLException {
    Map<String, EventNumber> numbers = new HashMap<>();
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      PostgresJobTable.bind(connection, insert, EventRow.COLUMNS, events);
      try (ResultSet row = insert.executeQuery()) {
        while (row.next()) {
          numbers.put(
              EventRow.id(row.getString(1), row.getInt(2), row.getString(3)),
              new EventNumber(row.getLong(4), row.getLong(5)));
        }
      }
    }
    return numbers;
  }
}
