package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.job.CancelAnswer;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.spi.Canceller;
import io.github.backendexecutor.executor.spi.Clock;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/// Cancels jobs in the database. A job that no entry has told of gets a row all the same, a
/// tombstone, so that its entry finds it cancelled when it comes.
final class JdbcCanceller implements Canceller {
  private final Database database;
  private final Clock clock;

  JdbcCanceller(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  @Override
  public CancelAnswer cancel(JobId id) {
    return database.write(table -> {
      table.held().waitShortly();
      // the tombstone first: whoever makes the row, it is there after this
      boolean made = table.insert(List.of(JobRow.tombstone(id, clock.now()))).isEmpty();
      return made ? CancelAnswer.UNSEEN : cancel(table, id, clock.now());
    });
  }

  private static CancelAnswer cancel(JobTable table, JobId id, Instant now) throws SQLException {
    JobRow row = table.held().row(id);
    if (row == null) {
      throw new IllegalStateException("the row of job " + id + " is gone");
    }
    if (row.isTombstone()) {
      return CancelAnswer.UNSEEN;
    }
    if (row.state().terminal()) {
      return CancelAnswer.ENDED_BEFORE;
    }
    JobRow cancelled = row.cancelled(now);
    table.held().save(List.of(cancelled));
    table.tally().moved(row, cancelled);
    return row.state() == JobState.RUNNING ? CancelAnswer.STOPPING : CancelAnswer.CANCELLED;
  }
}
