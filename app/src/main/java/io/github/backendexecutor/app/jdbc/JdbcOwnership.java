package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.job.Gone;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.job.RunKey;
import io.github.backendexecutor.executor.job.TakenOver;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.Ownership;
import io.github.backendexecutor.executor.spi.StoreUnavailable;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Ownership as the rows have it. Any number of instances may take over from the same one at the
/// same time: they take turns, and none takes what another has.
final class JdbcOwnership implements Ownership {
  /// In: owner. Answer: its running runs.
  private static final String MINE =
      "SELECT job_id, attempt FROM job WHERE state = 'running' AND owner = ?";

  /// In: owner. Answer: those that somebody wants cancelled. Must read as in the index
  /// `job_cancel`.
  static final String TO_CANCEL = MINE + " AND cancel_requested";

  private final Database database;
  private final InstanceId owner;
  private final Clock clock;

  JdbcOwnership(Database database, InstanceId owner, Clock clock) {
    this.database = database;
    this.owner = owner;
    this.clock = clock;
  }

  @Override
  public Set<RunKey> mine() {
    return runs(MINE);
  }

  @Override
  public Set<RunKey> toCancel() {
    return runs(TO_CANCEL);
  }

  private Set<RunKey> runs(String sql) {
    return database.read(connection -> {
      Set<RunKey> runs = new HashSet<>();
      try (PreparedStatement query = connection.prepareStatement(sql)) {
        query.setString(1, owner.value());
        try (ResultSet row = query.executeQuery()) {
          while (row.next()) {
            runs.add(new RunKey(new JobId(row.getString(1)), row.getInt(2)));
          }
        }
      }
      return runs;
    });
  }

  @Override
  public TakenOver takeOver(Gone gone, Role role, int maxLost, int max) {
    try {
      return database.write(table -> takeOver(table, gone, role, maxLost, max));
    } catch (StoreUnavailable e) {
      if (SqlFailure.isLocked(e)) {
        return new TakenOver(0, List.of(), true);
      }
      throw e;
    }
  }

  private TakenOver takeOver(JobTable table, Gone gone, Role role, int maxLost, int max)
      throws SQLException {
    Instant now = clock.now();
    HeldRows rows = table.held();
    rows.waitShortly();
    // first of all the instance's own row, which its next beat would have to change
    if (!rows.markGone(gone, now)) {
      return new TakenOver(0, List.of(), false);
    }
    List<JobRow> lost = rows.runningOf(gone.instance(), role, max);
    List<JobRow> taken = lost.stream().map(row -> row.takenOver(maxLost, now)).toList();
    rows.save(taken);
    for (int i = 0; i < taken.size(); i++) {
      table.tally().moved(lost.get(i), taken.get(i));
    }
    rows.addAttempts(lost.stream().map(row -> row.lost(now)).toList());
    List<TakenOver.Ended> ended =
        taken.stream()
            .filter(row -> row.state().terminal())
            .map(row -> new TakenOver.Ended(row.end(), row.entry()))
            .toList();
    return new TakenOver(
        taken.size() - ended.size(), ended, rows.anyRunningOf(gone.instance(), role));
  }
}
