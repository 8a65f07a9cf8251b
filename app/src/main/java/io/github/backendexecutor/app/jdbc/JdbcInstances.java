package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.InstanceLine;
import io.github.backendexecutor.executor.job.InstanceNote;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.Instances;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The instances: their beats, what they say of themselves and what the rows say they run.
final class JdbcInstances implements Instances {
  /// In: id, host, version, time, total, roles, hub. Answer: 1 row.
  private static final String DESCRIBE =
      """
      INSERT INTO instance_note (id, host, version, started_at, total, roles, hub)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET host = excluded.host, version = excluded.version,
        started_at = excluded.started_at, total = excluded.total, roles = excluded.roles,
        hub = excluded.hub\
      """;

  /// In: a time. Answer: the notes of before whose instances are forgotten.
  private static final String FORGET =
      """
      DELETE FROM instance_note WHERE started_at < ?
        AND NOT EXISTS (SELECT 1 FROM executor_instance WHERE executor_instance.id = instance_note.id)\
      """;

  private static final String ALL =
      """
      SELECT i.id, i.beat, i.started_at, i.gone_at,
             n.host, n.version, n.started_at AS noted_at, n.total, n.roles, n.hub
      FROM executor_instance AS i LEFT JOIN instance_note AS n ON n.id = i.id
      ORDER BY i.started_at DESC, i.id\
      """;

  /// In: nothing. Answer: how many jobs run, by who runs them and role; from the index alone.
  static final String RUNNING =
      "SELECT owner, role, count(*) AS n FROM job WHERE state = 'running' GROUP BY owner, role";

  private final Database database;
  private final Clock clock;

  JdbcInstances(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  @Override
  public void describe(InstanceNote note) {
    Map<String, String> limits = new TreeMap<>();
    note.roles().forEach((role, max) -> limits.put(role.name(), max.toString()));
    database.commit(connection -> {
      try (PreparedStatement describe = connection.prepareStatement(DESCRIBE);
          PreparedStatement forget = connection.prepareStatement(FORGET)) {
        describe.setString(1, note.id().value());
        describe.setString(2, note.host());
        describe.setString(3, note.version());
        describe.setLong(4, Millis.of(note.startedAt()));
        describe.setInt(5, note.total());
        describe.setString(6, FieldsJson.write(limits));
        describe.setString(7, note.hub());
        describe.executeUpdate();
        forget.setLong(1, Millis.of(clock.now().minus(Duration.ofDays(1))));
        return forget.executeUpdate();
      }
    });
  }

  @Override
  public List<InstanceLine> all() {
    return database.read(connection -> {
      Map<String, Map<Role, Integer>> running = running(connection);
      List<InstanceLine> lines = new ArrayList<>();
      try (PreparedStatement query = connection.prepareStatement(ALL);
          ResultSet row = query.executeQuery()) {
        while (row.next()) {
          lines.add(
              new InstanceLine(
                  new InstanceId(row.getString("id")),
                  note(row),
                  row.getLong("beat"),
                  Objects.requireNonNull(Millis.read(row, "started_at")),
                  Millis.read(row, "gone_at"),
                  running.getOrDefault(row.getString("id"), Map.of())));
        }
      }
      return lines;
    });
  }

  private static Map<String, Map<Role, Integer>> running(Connection connection)
      throws SQLException {
    Map<String, Map<Role, Integer>> running = new HashMap<>();
    try (PreparedStatement query = connection.prepareStatement(RUNNING);
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        running
            .computeIfAbsent(row.getString("owner"), _ -> new TreeMap<>())
            .put(JobLineRows.role(row.getString("role")), row.getInt("n"));
      }
    }
    return running;
  }

  private static @Nullable InstanceNote note(ResultSet row) throws SQLException {
    String host = row.getString("host");
    if (host == null) {
      return null;
    }
    Map<Role, Integer> limits = new TreeMap<>();
    FieldsJson.read(row.getString("roles"))
        .forEach((role, max) -> limits.put(new Role(role), Integer.valueOf(max)));
    return new InstanceNote(
        new InstanceId(row.getString("id")),
        host,
        row.getString("version"),
        Objects.requireNonNull(Millis.read(row, "noted_at")),
        row.getInt("total"),
        limits,
        row.getString("hub"));
  }
}
