package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.job.Actor;
import io.github.backendexecutor.executor.job.AuditLine;
import io.github.backendexecutor.executor.job.CleanText;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Writes and reads the audit log. A change and its line are one transaction.
final class AuditRows {
  /// In: time, actor, action, target, detail. Answer: 1 row.
  private static final String ADD =
      "INSERT INTO audit (at, actor, action, target, detail) VALUES (?, ?, ?, ?, ?)";

  /// In: an id, how many. Answer: the lines before it, the newest first.
  static final String LINES =
      """
      SELECT id, at, actor, action, target, detail FROM audit WHERE id < ? ORDER BY id DESC LIMIT ?\
      """;

  private AuditRows() {}

  static void add(
      Connection connection, Instant at, Actor actor, String action, String target, String detail)
      throws SQLException {
    try (PreparedStatement add = connection.prepareStatement(ADD)) {
      add.setLong(1, Millis.of(at));
      add.setString(2, actor.name());
      add.setString(3, CleanText.of(action, 50));
      add.setString(4, CleanText.of(target, 300));
      add.setString(5, CleanText.of(detail, 2_000));
      add.executeUpdate();
    }
  }

  static List<AuditLine> before(Connection connection, @Nullable Long id, int limit)
      throws SQLException {
    List<AuditLine> lines = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(LINES)) {
      query.setLong(1, id == null ? Long.MAX_VALUE : id);
      query.setInt(2, limit);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          lines.add(
              new AuditLine(
                  row.getLong("id"),
                  Objects.requireNonNull(Millis.read(row, "at")),
                  new Actor(row.getString("actor")),
                  row.getString("action"),
                  row.getString("target"),
                  row.getString("detail")));
        }
      }
    }
    return lines;
  }
}
