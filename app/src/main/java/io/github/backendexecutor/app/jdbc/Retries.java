package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.job.Actor;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.JsonText;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes ended jobs run once more, all of a step with two statements: what they were is kept as a
/// generation, and then they are ready.
final class Retries {
  /// In: ids. Answer: a row for each whose last run has no line of its own (see
  /// [RunEnd#needsLine]): the row will not speak of that run any more.
  private static final String LINES =
      """
      INSERT INTO attempt_line (job_id, attempt, owner, started_at, ended_at, outcome, log)
      SELECT job_id, attempt, owner, started_at, finished_at, 'completed', '' FROM job
      WHERE state = 'completed' AND attempt > 0 AND job_id {ids} ON CONFLICT DO NOTHING\
      """;

  /// In: actor, now, ids. Answer: a row for each.
  private static final String KEEP =
      """
      INSERT INTO job_generation (job_id, generation, payload, state, attempt, failures, lost,
        cancel_requested, output, error, finished_at, retried_by, retried_at)
      SELECT job_id, generation, payload, state, attempt, failures, lost, cancel_requested, output,
        error, finished_at, ?, ? FROM job WHERE job_id \
      """;

  /// In: false, now, payload or null, ids. Answer: a row for each.
  private static final String READY =
      """
      UPDATE job SET state = 'ready', generation = generation + 1, failures = 0, lost = 0,
        cancel_requested = ?, next_run_at = ?, payload = coalesce(?, payload), output = NULL,
        error = NULL, error_key = NULL, finished_at = NULL
      WHERE job_id \
      """;

  private final JobTable table;
  private final Actor actor;
  private final Instant now;

  Retries(JobTable table, Actor actor, Instant now) {
    this.table = table;
    this.actor = actor;
    this.now = now;
  }

  /// @param ended rows that are held and have ended
  /// @param payload what they get from now on; null: each keeps its own
  void retry(List<JobRow> ended, @Nullable JsonText payload) throws SQLException {
    List<String> ids = ended.stream().map(row -> row.job().id().value()).toList();
    Connection connection = table.connection();
    String among = table.ids().among();
    try (PreparedStatement lines = connection.prepareStatement(LINES.replace("{ids}", among));
        PreparedStatement keep = connection.prepareStatement(KEEP + among);
        PreparedStatement ready = connection.prepareStatement(READY + among)) {
      table.ids().bind(lines, 1, ids);
      lines.executeUpdate();
      keep.setString(1, actor.name());
      keep.setLong(2, Millis.of(now));
      table.ids().bind(keep, 3, ids);
      keep.executeUpdate();
      ready.setBoolean(1, false);
      ready.setLong(2, Millis.of(now));
      ready.setString(3, payload == null ? null : JobRow.clean(payload.text()));
      table.ids().bind(ready, 4, ids);
      ready.executeUpdate();
    }
    for (JobRow row : ended) {
      table.tally().left(row.roleText(), row.state(), row.errorKey(), 1);
      table.tally().entered(row.roleText(), JobState.READY);
    }
  }
}
