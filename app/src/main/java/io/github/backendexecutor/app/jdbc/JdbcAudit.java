package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.job.Actor;
import io.github.backendexecutor.executor.job.AuditLine;
import io.github.backendexecutor.executor.spi.Audit;
import io.github.backendexecutor.executor.spi.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The audit log in its table.
final class JdbcAudit implements Audit {
  private final Database database;
  private final Clock clock;

  JdbcAudit(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  @Override
  public void note(Actor actor, String action, String target, String detail) {
    database.commit(connection -> {
      AuditRows.add(connection, clock.now(), actor, action, target, detail);
      return true;
    });
  }

  @Override
  public List<AuditLine> lines(@Nullable Long before, int limit) {
    return database.read(connection -> AuditRows.before(connection, before, limit));
  }
}
