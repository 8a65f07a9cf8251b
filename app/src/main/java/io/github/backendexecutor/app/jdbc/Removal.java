package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.job.JobState;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Removes ended jobs with all that belongs to them.
final class Removal {
  /// In: ids, state, time. Answer: what is counted by, of each that was removed. One that was
  /// retried in between stays.
  private static final String JOBS =
      "DELETE FROM job WHERE job_id {ids} AND state = ? AND finished_at < ?"
          + " RETURNING job_id, role, error_key, workflow_id";

  /// What belongs to a job.
  private static final List<String> PARTS =
      List.of("attempt_line", "job_generation", "job_event", "notification");

  /// In: ids. Answer: those of these workflows that have no job any more, and are gone.
  private static final String WORKFLOWS =
      """
      DELETE FROM workflow WHERE workflow_id {ids} AND NOT EXISTS (
        SELECT 1 FROM job WHERE job.workflow_id = workflow.workflow_id AND job.workflow_id <> '')
      RETURNING workflow_id\
      """;

  /// Where a statement is told how it is given a list.
  private static final String IDS = "{ids}";

  private Removal() {}

  /// Removes those of these jobs that are in the state and ended before this time.
  static int of(JobTable table, JobState state, long before, List<String> ids) throws SQLException {
    List<String> gone = new ArrayList<>();
    Set<String> workflows = new HashSet<>();
    String sql = JOBS.replace(IDS, table.ids().among());
    try (PreparedStatement remove = table.connection().prepareStatement(sql)) {
      table.ids().bind(remove, 1, ids);
      remove.setString(2, state.word());
      remove.setLong(3, before);
      try (ResultSet row = remove.executeQuery()) {
        while (row.next()) {
          gone.add(row.getString("job_id"));
          workflows.add(row.getString("workflow_id"));
          table.tally().left(row.getString("role"), state, row.getString("error_key"), 1);
        }
      }
    }
    for (String part : PARTS) {
      remove(table, "DELETE FROM " + part + " WHERE job_id {ids}", gone);
    }
    workflows.remove("");
    List<String> ended = new ArrayList<>();
    try (PreparedStatement remove =
        table.connection().prepareStatement(WORKFLOWS.replace(IDS, table.ids().among()))) {
      table.ids().bind(remove, 1, workflows);
      try (ResultSet row = remove.executeQuery()) {
        while (row.next()) {
          ended.add(row.getString(1));
        }
      }
    }
    remove(table, "DELETE FROM event_counter WHERE workflow_id {ids}", ended);
    return gone.size();
  }

  private static void remove(JobTable table, String sql, Collection<String> ids)
      throws SQLException {
    if (ids.isEmpty()) {
      return;
    }
    try (PreparedStatement remove =
        table.connection().prepareStatement(sql.replace(IDS, table.ids().among()))) {
      table.ids().bind(remove, 1, ids);
      remove.executeUpdate();
    }
  }
}
