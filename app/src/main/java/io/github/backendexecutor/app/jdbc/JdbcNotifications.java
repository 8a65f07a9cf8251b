package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.job.CleanText;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.Notification;
import io.github.backendexecutor.executor.job.Notification.Outcome;
import io.github.backendexecutor.executor.spi.Notifications;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What became of notifications, in the table `notification`. The statements are the same for both
/// databases.
record JdbcNotifications(Database database) implements Notifications {
  private static final int MAX_DETAIL = 500;

  /// In: a notification.
  private static final String INSERT =
      """
      INSERT INTO notification (job_id, event_id, seq, event, at, target, outcome, count, detail)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)\
      """;

  /// In: an id. Answer: its latest notifications, newest first.
  private static final String OF_JOB =
      """
      SELECT event_id, seq, event, at, target, outcome, count, detail
      FROM notification WHERE job_id = ? ORDER BY id DESC LIMIT 1000\
      """;

  /// Adds these, in one transaction.
  void add(List<Notification> notifications) {
    database.commit(connection -> insert(connection, notifications));
  }

  private static int insert(Connection connection, List<Notification> notifications)
      throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      for (Notification one : notifications) {
        insert.setString(1, one.jobId().value());
        insert.setString(2, one.eventId());
        insert.setLong(3, one.seq());
        insert.setString(4, one.event());
        insert.setLong(5, Millis.of(one.at()));
        insert.setString(6, one.target());
        insert.setString(7, one.outcome().word());
        insert.setLong(8, one.count());
        insert.setString(9, CleanText.of(one.detail(), MAX_DETAIL));
        insert.addBatch();
      }
      return insert.executeBatch().length;
    }
  }

  @Override
  public List<Notification> of(JobId id) {
    return database
        .read(connection -> {
          try (PreparedStatement query = connection.prepareStatement(OF_JOB)) {
            query.setString(1, id.value());
            return read(id, query);
          }
        })
        .reversed();
  }

  private static List<Notification> read(JobId id, PreparedStatement query) throws SQLException {
    List<Notification> all = new ArrayList<>();
    try (ResultSet row = query.executeQuery()) {
      while (row.next()) {
        all.add(
            new Notification(
                id,
                row.getString("event_id"),
                row.getLong("seq"),
                row.getString("event"),
                Instant.ofEpochMilli(row.getLong("at")),
                row.getString("target"),
                Outcome.of(row.getString("outcome")),
                row.getLong("count"),
                row.getString("detail")));
      }
    }
    return all;
  }
}
