package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.job.EventNumber;
import io.github.backendexecutor.executor.job.Feed;
import io.github.backendexecutor.executor.job.JobEvent;
import io.github.backendexecutor.executor.job.JobEvent.Kind;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.JsonText;
import io.github.backendexecutor.executor.job.NumberedEvent;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.spi.JobEvents;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Events as their rows have them, with what the rows of jobs and runs add to them. The statements
/// are the same for both databases.
final class JdbcJobEvents implements JobEvents {
  /// How many bytes of results one answer has at most.
  private static final int MOST_OUTPUT = 2 * 1024 * 1024;

  private static final Pattern ID = Pattern.compile("(.+):(\\d{1,9}):([a-z]+)", Pattern.DOTALL);

  /// Whether the job is still as this event left it.
  private static final String STILL =
      "e.kind = 'completed' AND job.state = e.state AND job.attempt = e.attempt";

  /// The column that counts comes twice and once more. In: feed, number, how many. Answer: events.
  private static final String AFTER =
      """
      SELECT e.*, job.connection_id, job.role, job.fields,
             CASE WHEN %1$s AND sum(CASE WHEN %1$s THEN octet_length(job.output) ELSE 0 END)
                         OVER (ORDER BY e.%3$s) <= %2$d THEN job.output END AS output,
             CASE WHEN %1$s THEN job.error ELSE line.error END AS error
      FROM (SELECT * FROM job_event
            WHERE %4$s AND %3$s > ? ORDER BY %3$s LIMIT ?) AS e
           JOIN job ON job.job_id = e.job_id
           LEFT JOIN attempt_line AS line ON line.job_id = e.job_id AND line.attempt = e.attempt
                                             AND e.kind <> 'started'
      ORDER BY e.%3$s\
      """;

  private static final String IN_JOB = "job_id = ?";

  /// The second half is what lets the partial index be used.
  private static final String IN_WORKFLOW = "workflow_id = ? AND workflow_id <> ''";

  private static final String AFTER_IN_JOB = AFTER.formatted(STILL, MOST_OUTPUT, "number", IN_JOB);
  private static final String AFTER_IN_WORKFLOW =
      AFTER.formatted(STILL, MOST_OUTPUT, "seq", IN_WORKFLOW);

  /// In: job, attempt, kind. Answer: its events of that kind. There are two when a job that was run
  /// again by hand was cancelled before it started: both ends are of the same attempt.
  private static final String OF_ID =
      """
      SELECT number, seq, workflow_id FROM job_event
      WHERE job_id = ? AND attempt = ? AND kind = ? ORDER BY number\
      """;

  /// What is told is the latest of its id.
  private static final String LATEST = OF_ID + " DESC LIMIT 1";

  /// What a client names as heard may be the earliest: rather the other twice than never.
  private static final String EARLIEST = OF_ID + " LIMIT 1";

  private final Database database;
  private final RecentNumbers recent;

  JdbcJobEvents(Database database, RecentNumbers recent) {
    this.database = database;
    this.recent = recent;
  }

  @Override
  public EventNumber number(JobEvent event) {
    if (!event.canBeHeard()) { // nor has it a row
      return EventNumber.NONE;
    }
    EventNumber saved = recent.take(event.eventId());
    return saved == null ? find(LATEST, event.eventId()).number : saved;
  }

  @Override
  public long numberOf(String eventId, Feed feed) {
    Numbers found = find(EARLIEST, eventId);
    return switch (feed) {
      case Feed.OfJob(var id) -> found.job.equals(id) ? found.number.inJob() : 0;
      case Feed.OfWorkflow(var id) -> found.workflow.equals(id) ? found.number.inWorkflow() : 0;
    };
  }

  private Numbers find(String sql, String eventId) {
    Matcher id = ID.matcher(eventId);
    if (!id.matches() || !JobId.isValid(id.group(1))) {
      return Numbers.NONE;
    }
    return database.read(connection -> {
      try (PreparedStatement query = connection.prepareStatement(sql)) {
        query.setString(1, id.group(1));
        query.setInt(2, Integer.parseInt(id.group(2)));
        query.setString(3, id.group(3));
        try (ResultSet row = query.executeQuery()) {
          return row.next()
              ? new Numbers(
                  id.group(1), row.getString(3), new EventNumber(row.getLong(1), row.getLong(2)))
              : Numbers.NONE;
        }
      }
    });
  }

  @Override
  public List<NumberedEvent> after(Feed feed, long number, int max) {
    String sql =
        switch (feed) {
          case Feed.OfJob _ -> AFTER_IN_JOB;
          case Feed.OfWorkflow _ -> AFTER_IN_WORKFLOW;
        };
    if (!JobId.isValid(feed.id())) {
      return List.of(); // PostgreSQL refuses some of them
    }
    return database.read(connection -> {
      try (PreparedStatement query = connection.prepareStatement(sql)) {
        query.setString(1, feed.id());
        query.setLong(2, number);
        query.setInt(3, max);
        return events(query);
      }
    });
  }

  private static List<NumberedEvent> events(PreparedStatement query) throws SQLException {
    List<NumberedEvent> events = new ArrayList<>();
    try (ResultSet row = query.executeQuery()) {
      while (row.next()) {
        events.add(
            new NumberedEvent(
                event(row), new EventNumber(row.getLong("number"), row.getLong("seq"))));
      }
    }
    return events;
  }

  private static JobEvent event(ResultSet row) throws SQLException {
    Map<String, String> fields = FieldsJson.read(row.getString("fields"));
    String output = row.getString("output");
    Kind kind = Kind.of(row.getString("kind"));
    return new JobEvent(
        kind,
        new JobId(row.getString("job_id")),
        row.getString("workflow_id"),
        row.getString("connection_id"),
        fields.get(JobEvent.USER_ID),
        fields.get(JobEvent.GROUP),
        new Role(row.getString("role")),
        row.getInt("attempt"),
        0,
        JobState.of(row.getString("state")),
        output == null ? null : new JsonText(output),
        row.getString("error"),
        Instant.ofEpochMilli(row.getLong("at")));
  }

  /// Which event was found, and its numbers.
  private record Numbers(String job, String workflow, EventNumber number) {
    static final Numbers NONE = new Numbers("", "", EventNumber.NONE);
  }
}
