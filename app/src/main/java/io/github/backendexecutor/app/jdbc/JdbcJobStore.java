package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.job.Begun;
import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.job.Ending;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.job.Run;
import io.github.backendexecutor.executor.job.Saved;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.GroupCommit;
import io.github.backendexecutor.executor.spi.JobStore;
import io.github.backendexecutor.executor.spi.StoreUnavailable;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The store in a SQL database. All writing calls that are under way at the same time go out as one
/// transaction, so that hundreds of jobs share one fsync; the calls themselves stay plain.
public final class JdbcJobStore implements JobStore, AutoCloseable {
  private static final int MAX_BATCH = 500;

  /// In: a role. Answer: when its next row is due, or null.
  private static final String NEXT_DUE =
      "SELECT min(next_run_at) AS next FROM job WHERE role = ? AND " + JobTable.WAITING;

  private final Database database;
  private final InstanceId owner;
  private final Clock clock;
  private final Claims claims;
  private final GroupCommit<Request<?>, Request<?>> commits;

  JdbcJobStore(Database database, InstanceId owner, Clock clock) {
    this.database = database;
    this.owner = owner;
    this.clock = clock;
    this.claims = new Claims(owner);
    this.commits = new GroupCommit<>("job-store", MAX_BATCH, StoreUnavailable.class, this::write);
  }

  @Override
  public Begun begin(Delivery delivery) {
    return submit(new Request.Begin(delivery, JobRow.of(delivery, owner, clock.now())));
  }

  @Override
  public Saved finish(Ending ending) {
    return submit(new Request.Finish(RunEnd.of(ending, owner))) ? Saved.AS_GIVEN : Saved.NOT_OURS;
  }

  @Override
  public List<Run> due(Role role, int max) {
    return max <= 0 ? List.of() : submit(new Request.Due(role, max, clock.now()));
  }

  private <A> A submit(Request<A> request) {
    commits.submit(request);
    return request.answer();
  }

  @Override
  public Map<Role, Instant> nextDue(Collection<Role> roles) {
    return database.read(connection -> {
      Map<Role, Instant> next = new HashMap<>();
      try (PreparedStatement query = connection.prepareStatement(NEXT_DUE)) {
        for (Role role : roles) {
          query.setString(1, role.name());
          readNext(query, role, next);
        }
      }
      return next;
    });
  }

  private static void readNext(PreparedStatement query, Role role, Map<Role, Instant> next)
      throws SQLException {
    try (ResultSet row = query.executeQuery()) {
      Instant time = row.next() ? Millis.read(row, "next") : null;
      if (time != null) {
        next.put(role, time);
      }
    }
  }

  /// Writes one batch, whose answers stay in its requests, as one transaction. Within it no call
  /// waits for another, so any order keeps the contract. This one keeps instances from waiting for
  /// each other in a circle: what is inserted, and so may wait for another instance, comes before
  /// any of our own rows is locked.
  private List<Request<?>> write(List<Request<?>> batch) {
    batch.forEach(Request::clear);
    try {
      database.write(table -> {
        new Begins(table, owner).write(only(batch, Request.Begin.class));
        Finishes.write(table, only(batch, Request.Finish.class));
        claims.write(table, batch);
        return batch;
      });
    } catch (RuntimeException e) {
      claims.failed(batch);
      throw e;
    } catch (Error e) { // such as too little memory for this batch: no fault of its requests
      claims.failed(batch);
      throw new StoreUnavailable("the batch was not written: " + e, e);
    }
    claims.committed(batch);
    return batch;
  }

  private static <R extends Request<?>> List<R> only(List<Request<?>> batch, Class<R> kind) {
    return batch.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /// Saves what has been submitted. Calls that come later are refused.
  @Override
  public void close() {
    commits.close();
  }
}
