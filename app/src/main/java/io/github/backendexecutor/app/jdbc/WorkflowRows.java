package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.job.CleanText;
import io.github.backendexecutor.executor.job.JobLine;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.Page;
import io.github.backendexecutor.executor.job.Place;
import io.github.backendexecutor.executor.job.Workflow;
import io.github.backendexecutor.executor.job.WorkflowLine;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Lists workflows from their own table, and their jobs from the index of workflows.
final class WorkflowRows {
  /// In: a place. Answer: the next workflows.
  static final String PAGE =
      """
      SELECT workflow_id, first_at FROM workflow WHERE (first_at, workflow_id) < (?, ?)
      ORDER BY first_at DESC, workflow_id DESC LIMIT ?\
      """;

  private static final String OF = " FROM job WHERE workflow_id = ? AND workflow_id <> ''";

  /// In: an id, how many. Answer: where its first jobs stand.
  static final String STATES = "SELECT state" + OF + " ORDER BY created_at, job_id LIMIT ?";

  /// In: an id. Answer: when its last job was made; null when there is none.
  static final String LAST = "SELECT max(created_at) AS last" + OF;

  /// In: an id, how many. Answer: its first jobs.
  static final String JOBS =
      "SELECT "
          + JobLineRows.columns(JobLine.MAX_TEXT + 1)
          + OF
          + " ORDER BY created_at, job_id LIMIT ?";

  /// So many jobs of each workflow are counted for a list, and so many are shown of one.
  private static final int MAX_COUNTED = 500;

  private static final int MAX_JOBS = 2_000;

  private final Connection connection;

  WorkflowRows(Connection connection) {
    this.connection = connection;
  }

  Page<WorkflowLine> page(@Nullable Place after, int limit) throws SQLException {
    List<Place> places = places(after, limit + 1);
    List<WorkflowLine> lines = new ArrayList<>();
    for (Place place : places.subList(0, Math.min(limit, places.size()))) {
      List<JobState> states = states(place.id());
      Instant last = last(place.id());
      // a workflow whose jobs were all removed is about to be removed, too
      if (last != null) {
        lines.add(line(place.id(), states, MAX_COUNTED, place.at(), last));
      }
    }
    return new Page<>(lines, places.size() > limit ? places.get(limit - 1) : null, null);
  }

  Optional<Workflow> workflow(String workflow) throws SQLException {
    String id = CleanText.of(workflow, JobRow.MAX_WORKFLOW_ID);
    List<JobLine> jobs = JobLineRows.query(connection, JOBS, List.of(id, MAX_JOBS + 1));
    Instant last = last(id);
    if (jobs.isEmpty() || last == null) {
      return Optional.empty();
    }
    List<JobState> states = jobs.stream().map(JobLine::state).toList();
    WorkflowLine line = line(id, states, MAX_JOBS, jobs.getFirst().createdAt(), last);
    return Optional.of(new Workflow(line, jobs.subList(0, Math.min(MAX_JOBS, jobs.size()))));
  }

  private static WorkflowLine line(
      String id, List<JobState> states, int max, Instant first, Instant last) {
    Map<JobState, Integer> counts = new EnumMap<>(JobState.class);
    states.stream().limit(max).forEach(state -> counts.merge(state, 1, Integer::sum));
    return new WorkflowLine(id, counts, states.size() > max, first, last);
  }

  private List<Place> places(@Nullable Place after, int max) throws SQLException {
    List<Place> places = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(PAGE)) {
      query.setLong(1, after == null ? Millis.LAST_MILLI : Millis.of(after.at()));
      query.setString(2, after == null ? "" : JobRow.clean(after.id()));
      query.setInt(3, max);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          places.add(
              new Place(
                  Objects.requireNonNull(Millis.read(row, "first_at")),
                  row.getString("workflow_id")));
        }
      }
    }
    return places;
  }

  private List<JobState> states(String id) throws SQLException {
    List<JobState> states = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(STATES)) {
      query.setString(1, id);
      query.setInt(2, MAX_COUNTED + 1);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          states.add(JobState.of(row.getString("state")));
        }
      }
    }
    return states;
  }

  private @Nullable Instant last(String id) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(LAST)) {
      query.setString(1, id);
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? Millis.read(row, "last") : null;
      }
    }
  }
}
