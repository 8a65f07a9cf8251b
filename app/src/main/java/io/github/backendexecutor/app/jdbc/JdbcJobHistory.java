package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.job.AttemptRecord;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.JobFilter;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobLine;
import io.github.backendexecutor.executor.job.JobRecord;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.Page;
import io.github.backendexecutor.executor.job.Place;
import io.github.backendexecutor.executor.spi.JobHistory;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The history on connections of its own. The statements are the same for both databases.
final class JdbcJobHistory implements JobHistory {
  /// In: an id. Answer: its row.
  private static final String JOB = "SELECT " + JobRows.ALL + " FROM job WHERE job_id = ?";

  /// In: ids. Answer: their rows, newest first.
  private static final String JOBS =
      "SELECT "
          + JobRows.ALL
          + " FROM job WHERE job_id {ids} ORDER BY created_at DESC, job_id DESC";

  /// In: an id. Answer: its ended runs, oldest first.
  private static final String ATTEMPTS =
      """
      SELECT attempt, owner, started_at, ended_at, outcome, error, log
      FROM attempt WHERE job_id = ? ORDER BY attempt\
      """;

  private final Database database;

  JdbcJobHistory(Database database) {
    this.database = database;
  }

  @Override
  public Optional<JobRecord> job(JobId id) {
    return database.read(connection -> {
      try (PreparedStatement query = connection.prepareStatement(JOB)) {
        query.setString(1, id.value());
        return records(query).stream().findFirst();
      }
    });
  }

  /// Looks for them as the lists do, page by page, and then reads what was found.
  @Override
  public List<JobRecord> jobs(Filter filter, int limit) {
    Set<JobState> states = filter.state() == null ? Set.of() : Set.of(filter.state());
    JobFilter wanted =
        new JobFilter(filter.role(), states, filter.workflowId(), null, null, null, null);
    List<String> ids = new ArrayList<>();
    Place after = null;
    do {
      Page<JobLine> page = database.lists().jobs(wanted, after, limit - ids.size());
      page.items().forEach(line -> ids.add(line.id().value()));
      after = page.next();
    } while (after != null && ids.size() < limit);
    return database.read(connection -> {
      IdList list = database.dialect().ids();
      try (PreparedStatement query =
          connection.prepareStatement(JOBS.replace("{ids}", list.among()))) {
        list.bind(query, 1, ids);
        return records(query);
      }
    });
  }

  private static List<JobRecord> records(PreparedStatement query) throws SQLException {
    return JobRows.query(query).stream().map(JobRow::toRecord).toList();
  }

  @Override
  public List<AttemptRecord> attempts(JobId id) {
    return database.read(connection -> {
      try (PreparedStatement query = connection.prepareStatement(ATTEMPTS)) {
        query.setString(1, id.value());
        return attempts(id, query);
      }
    });
  }

  private static List<AttemptRecord> attempts(JobId id, PreparedStatement query)
      throws SQLException {
    List<AttemptRecord> attempts = new ArrayList<>();
    try (ResultSet row = query.executeQuery()) {
      while (row.next()) {
        attempts.add(
            new AttemptRecord(
                id,
                row.getInt("attempt"),
                new InstanceId(row.getString("owner")),
                Instant.ofEpochMilli(row.getLong("started_at")),
                Instant.ofEpochMilli(row.getLong("ended_at")),
                row.getString("outcome"),
                row.getString("error"),
                row.getString("log")));
      }
    }
    return attempts;
  }
}
