package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.job.Claim;
import io.github.backendexecutor.executor.job.Entry;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.Submission;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.Submissions;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;

/// Idempotency keys in their table: whoever makes the row of a key may submit.
final class JdbcSubmissions implements Submissions {
  private static final int MAX_KEY = 300;

  /// In: key, hash, job, time. Answer: 1 row, or 0 when the key is known.
  private static final String CLAIM =
      """
      INSERT INTO submission (key, request_hash, job_id, at) VALUES (?, ?, ?, ?)
      ON CONFLICT (key) DO NOTHING\
      """;

  private static final String COLUMNS =
      "SELECT key, request_hash, job_id, stream, entry_id, at FROM submission ";

  /// In: stream, entry id, key. Answer: 1 row, or 0 when the key is not known.
  private static final String ACCEPTED =
      "UPDATE submission SET stream = ?, entry_id = ? WHERE key = ?";

  private final Database database;
  private final Clock clock;

  JdbcSubmissions(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  @Override
  public Claim claim(String key, String requestHash, JobId id) {
    if (key.isEmpty() || key.length() > MAX_KEY) {
      throw new IllegalArgumentException("a key has 1 to " + MAX_KEY + " characters");
    }
    String clean = JobRow.clean(key);
    boolean made =
        database.commit(connection -> {
          try (PreparedStatement claim = connection.prepareStatement(CLAIM)) {
            claim.setString(1, clean);
            claim.setString(2, requestHash);
            claim.setString(3, id.value());
            claim.setLong(4, Millis.of(clock.now()));
            return claim.executeUpdate() == 1;
          }
        });
    return made ? new Claim.New(id) : known(clean, requestHash);
  }

  private Claim known(String key, String requestHash) {
    return database.read(connection -> {
      try (PreparedStatement query = connection.prepareStatement(COLUMNS + "WHERE key = ?")) {
        query.setString(1, key);
        try (ResultSet row = query.executeQuery()) {
          if (!row.next() || !row.getString("request_hash").equals(requestHash)) {
            return new Claim.Other();
          }
          Submission before = submission(row);
          Entry entry = before.entry();
          return entry == null
              ? new Claim.UnderWay(before.id(), before.at())
              : new Claim.Same(before.id(), entry);
        }
      }
    });
  }

  @Override
  public void accepted(String key, Entry entry) {
    database.commit(connection -> {
      try (PreparedStatement accepted = connection.prepareStatement(ACCEPTED)) {
        accepted.setString(1, entry.stream());
        accepted.setString(2, entry.id());
        accepted.setString(3, JobRow.clean(key));
        return accepted.executeUpdate();
      }
    });
  }

  @Override
  public Optional<Submission> of(JobId id) {
    return database.read(connection -> {
      try (PreparedStatement query =
          connection.prepareStatement(COLUMNS + "WHERE job_id = ? ORDER BY at DESC LIMIT 1")) {
        query.setString(1, id.value());
        try (ResultSet row = query.executeQuery()) {
          return row.next() ? Optional.of(submission(row)) : Optional.empty();
        }
      }
    });
  }

  private static Submission submission(ResultSet row) throws SQLException {
    String stream = row.getString("stream");
    return new Submission(
        row.getString("key"),
        new JobId(row.getString("job_id")),
        stream == null ? null : new Entry(stream, row.getString("entry_id")),
        Objects.requireNonNull(Millis.read(row, "at")));
  }
}
