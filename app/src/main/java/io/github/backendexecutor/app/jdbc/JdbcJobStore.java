package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.job.Begun;
import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.job.Ending;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.job.Run;
import io.github.backendexecutor.executor.job.RunKey;
import io.github.backendexecutor.executor.job.Saved;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.GroupCommit;
import io.github.backendexecutor.executor.spi.JobStore;
import io.github.backendexecutor.executor.spi.Spool;
import io.github.backendexecutor.executor.spi.StoreUnavailable;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The store in a SQL database. All writing calls that are under way at the same time go out as one
/// transaction, so that hundreds of jobs share one fsync; the calls themselves stay plain. Where
/// the database lets transactions write abreast, runs end in another one than jobs begin and are
/// claimed in: neither waits for the other's commit. Endings that were kept while the database was
/// away are saved before any of them.
public final class JdbcJobStore implements JobStore, Spool, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JdbcJobStore.class);
  private static final int MAX_BATCH = 1_000;

  private final Database database;
  private final InstanceId owner;
  private final Clock clock;
  private final Claims claims;
  private final Kept kept;
  private final KnownWorkflows workflows = new KnownWorkflows();
  private final GroupCommit<Request<?>, Request<?>> begins;

  /// The same as `begins` where one transaction writes at a time.
  private final GroupCommit<Request<?>, Request<?>> ends;

  /// Held while kept endings are saved, so that nobody begins anything before they are.
  private final Object saving = new Object();

  JdbcJobStore(Database database, InstanceId owner, Clock clock, Kept kept) {
    this.database = database;
    this.owner = owner;
    this.clock = clock;
    this.kept = kept;
    this.claims = new Claims(owner);
    this.begins = lane("job-store");
    this.ends = database.dialect().writesAbreast() ? lane("job-ends") : begins;
  }

  private GroupCommit<Request<?>, Request<?>> lane(String name) {
    return new GroupCommit<>(name, MAX_BATCH, StoreUnavailable.class, this::write);
  }

  @Override
  public Begun begin(Delivery delivery) {
    return submit(request(delivery));
  }

  @Override
  public List<Begun> begin(List<Delivery> deliveries) {
    List<Request.Begin> requests = deliveries.stream().map(this::request).toList();
    begins.submit(requests);
    return requests.stream().map(Request::answer).toList();
  }

  private Request.Begin request(Delivery delivery) {
    return new Request.Begin(delivery, JobRow.of(delivery, owner, clock.now()));
  }

  @Override
  public Saved finish(Ending ending) {
    return submit(new Request.Finish(RunEnd.of(ending, owner)));
  }

  @Override
  public void finish(Ending ending, Consumer<Supplier<Saved>> whenDone) {
    ends.submit(
        new Request.Finish(RunEnd.of(ending, owner)),
        written -> whenDone.accept(() -> ((Request.Finish) written.get()).answer()));
  }

  @Override
  public List<Run> due(Role role, int max) {
    return max <= 0 ? List.of() : submit(new Request.Due(role, max, clock.now()));
  }

  /// How many requests have been written in how many transactions.
  public GroupCommit.Volume commits() {
    GroupCommit.Volume begun = begins.volume();
    return ends == begins ? begun : begun.and(ends.volume());
  }

  private <A> A submit(Request<A> request) {
    (request instanceof Request.Finish ? ends : begins).submit(request);
    return request.answer();
  }

  /// Also saves what was kept: an instance that has nothing to run asks only this.
  @Override
  public Map<Role, Instant> nextDue(Collection<Role> roles) {
    if (kept.waiting() > 0) {
      submit(new Request.Look());
    }
    return database.look(connection -> NextDue.of(connection, roles));
  }

  @Override
  public void keep(Ending ending) throws IOException {
    kept.add(RunEnd.of(ending, owner));
  }

  /// How many endings wait on the disk for the database, those that dead processes left included.
  public int spooled() {
    return kept.waiting();
  }

  /// Writes one batch, whose answers stay in its requests, as one transaction. Within it no call
  /// waits for another, so any order keeps the contract. This one keeps instances from waiting for
  /// each other in a circle: what is inserted, and so may wait for another instance, comes before
  /// any of our own rows is locked. Nor do the two lanes: one locks rows that are new or wait, the
  /// other rows that run, and the counters of workflows are the last that either locks.
  private List<Request<?>> write(List<Request<?>> batch) {
    batch.forEach(Request::clear);
    try {
      // first, so that the entry of a run that was kept meets its end and does not run again
      synchronized (saving) {
        kept.save(this::saveKept);
      }
      Map<String, Long> told =
          database.write(table -> {
            Map<String, Long> firsts =
                new Begins(table, owner, workflows).write(only(batch, Request.Begin.class));
            Finishes.write(table, only(batch, Request.Finish.class));
            claims.write(table, batch);
            only(batch, Request.Look.class).forEach(look -> look.answer(true));
            return firsts;
          });
      workflows.add(told);
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

  /// Each under the owner that it had: who has lost the run since changes nothing.
  private void saveKept(List<RunEnd> ends) {
    Map<RunKey, Saved> otherwise = database.write(table -> Finishes.save(table, ends));
    for (RunEnd end : ends) {
      if (otherwise.get(end.key()) == Saved.NOT_OURS) {
        LOG.warn("{} had ended, but was lost to another owner before it was saved", end.key());
      }
      claims.ended(end.key());
    }
  }

  private static <R extends Request<?>> List<R> only(List<Request<?>> batch, Class<R> kind) {
    return batch.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /// Saves what has been submitted. Calls that come later are refused.
  @Override
  public void close() {
    begins.close();
    ends.close();
    kept.close();
  }
}
