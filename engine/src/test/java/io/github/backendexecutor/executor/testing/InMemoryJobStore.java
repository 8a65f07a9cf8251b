package io.github.backendexecutor.executor.testing;

import io.github.backendexecutor.executor.job.AttemptRecord;
import io.github.backendexecutor.executor.job.Begun;
import io.github.backendexecutor.executor.job.CancelAnswer;
import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.job.Ending;
import io.github.backendexecutor.executor.job.Gone;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Job;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobRecord;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.JobTerms;
import io.github.backendexecutor.executor.job.JsonText;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.job.Run;
import io.github.backendexecutor.executor.job.RunKey;
import io.github.backendexecutor.executor.job.Saved;
import io.github.backendexecutor.executor.job.Standing;
import io.github.backendexecutor.executor.job.TakenOver;
import io.github.backendexecutor.executor.spi.Audit;
import io.github.backendexecutor.executor.spi.Canceller;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.Housekeeping;
import io.github.backendexecutor.executor.spi.JobCounts;
import io.github.backendexecutor.executor.spi.JobHistory;
import io.github.backendexecutor.executor.spi.JobLists;
import io.github.backendexecutor.executor.spi.JobStore;
import io.github.backendexecutor.executor.spi.Operator;
import io.github.backendexecutor.executor.spi.Ownership;
import io.github.backendexecutor.executor.spi.Spool;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// The contract of the store, and of all that stands on its rows, in the plainest code that keeps
/// it: one lock, one map. Also the model that real stores are compared with. [#as] gives another
/// instance's store on the same rows.
public final class InMemoryJobStore implements JobStore, JobHistory, Ownership, Canceller, Spool {
  private final InstanceId owner;
  private final Clock clock;
  private final InMemoryRows rows;
  private final InMemoryBegins begins;

  /// Whose endings this store saves when they were kept: its own, and those of dead processes.
  private final List<InstanceId> savesFor = new ArrayList<>();

  public InMemoryJobStore(InstanceId owner, Clock clock) {
    this(owner, clock, InMemoryInstances.ofDatabase());
  }

  /// A store without rows, in a database that has seen these instances.
  public InMemoryJobStore(InstanceId owner, Clock clock, InMemoryInstances instances) {
    this(owner, clock, new InMemoryRows(instances));
  }

  private InMemoryJobStore(InstanceId owner, Clock clock, InMemoryRows rows) {
    this.owner = owner;
    this.clock = clock;
    this.rows = rows;
    this.begins = new InMemoryBegins(rows, owner);
    savesFor.add(owner);
  }

  /// The store of another instance on the same rows.
  public InMemoryJobStore as(InstanceId other) {
    return new InMemoryJobStore(other, clock, rows);
  }

  /// The store of the process that starts after this one has died, in the same place: it finds what
  /// this one kept.
  public InMemoryJobStore restartedAs(InstanceId next) {
    InMemoryJobStore store = as(next);
    store.savesFor.addAll(savesFor);
    return store;
  }

  /// The seat of this store's instance at the database, a new one each time.
  public InMemoryMembership membership() {
    return new InMemoryMembership(rows.instances(), owner);
  }

  /// What the database knows of all instances.
  public InMemoryInstances instances() {
    return rows.instances();
  }

  /// The lists of the rows.
  public JobLists lists() {
    return new InMemoryLists(rows);
  }

  public JobCounts counts() {
    return new InMemoryCounts(rows, clock);
  }

  public Operator operator(Audit audit) {
    return new InMemoryOperator(rows, clock, audit);
  }

  public Housekeeping housekeeping() {
    return new InMemoryHousekeeping(rows, clock);
  }

  /// From now on every call, and every beat in this database, fails and changes nothing, until
  /// [#comeBack].
  public void goDown() {
    rows.setDown(true);
  }

  public void comeBack() {
    rows.setDown(false);
  }

  /// The next call does its work and then fails, as when the answer to a COMMIT is lost.
  public void loseNextAnswer() {
    rows.setLoseAnswer();
  }

  /// From now on nothing can be kept, until [#emptyDisk].
  public void fillDisk() {
    rows.setDiskFull(true);
  }

  public void emptyDisk() {
    rows.setDiskFull(false);
  }

  @Override
  public Begun begin(Delivery delivery) {
    return write(() -> begins.begin(delivery, now()));
  }

  @Override
  public Saved finish(Ending ending) {
    return write(() -> finish(owner, ending));
  }

  /// Calls back from another thread, as a real one does.
  @Override
  public void finish(Ending ending, Consumer<Supplier<Saved>> whenDone) {
    Thread.startVirtualThread(() -> JobStore.super.finish(ending, whenDone));
  }

  @Override
  public List<Run> due(Role role, int max) {
    return max <= 0 ? List.of() : write(() -> claim(role, max, now()));
  }

  @Override
  public Map<Role, Instant> nextDue(Collection<Role> roles) {
    return write(() -> {
      Map<Role, Instant> next = new TreeMap<>();
      roles.forEach(
          role -> rows.waiting(role).findFirst().ifPresent(row -> next.put(role, row.due())));
      return next;
    });
  }

  @Override
  public Set<RunKey> mine() {
    return runs(_ -> true);
  }

  @Override
  public Set<RunKey> toCancel() {
    return runs(row -> row.standing.cancelRequested());
  }

  private Set<RunKey> runs(Predicate<InMemoryRow> wanted) {
    return rows.answer(() ->
        rows.all().stream()
            .filter(row -> row.standing.heldBy(owner, row.standing.attempt()))
            .filter(wanted)
            .map(row -> new RunKey(row.job.id(), row.standing.attempt()))
            .collect(Collectors.toSet()));
  }

  @Override
  public TakenOver takeOver(Gone gone, Role role, int maxLost, int max) {
    return rows.answer(() -> {
      List<TakenOver.Ended> ended = new ArrayList<>();
      if (!rows.instances().markGone(gone)) {
        return new TakenOver(0, ended, false);
      }
      List<InMemoryRow> taken = rows.running(gone.instance(), role).limit(max).toList();
      for (InMemoryRow row : taken) {
        rows.add(row.lost(now()));
        row.takeOver(maxLost, now());
        if (row.standing.state().terminal()) {
          ended.add(new TakenOver.Ended(row.ended(), row.entry));
        }
      }
      boolean more = rows.running(gone.instance(), role).findAny().isPresent();
      return new TakenOver(taken.size() - ended.size(), ended, more);
    });
  }

  @Override
  public CancelAnswer cancel(JobId id) {
    return rows.answer(() -> {
      InMemoryRow row = rows.get(id);
      if (row == null) {
        Job unseen =
            new Job(id, "", "", InMemoryRow.UNSEEN, "", JsonText.NULL, JobTerms.NONE, Map.of());
        Standing cancelled = Standing.unrun(JobState.CANCELLED);
        rows.add(unseen, null, cancelled, now()).end(cancelled, null, now());
        return CancelAnswer.UNSEEN;
      }
      JobState before = row.standing.state();
      if (before.terminal()) {
        return row.isTombstone() ? CancelAnswer.UNSEEN : CancelAnswer.ENDED_BEFORE;
      }
      row.cancel(now());
      return before == JobState.RUNNING ? CancelAnswer.STOPPING : CancelAnswer.CANCELLED;
    });
  }

  @Override
  public void keep(Ending ending) throws IOException {
    rows.keep(owner, ending);
  }

  /// How many endings wait to be saved by this store.
  public int spooled() {
    return savesFor.stream().mapToInt(rows::kept).sum();
  }

  @Override
  public Optional<JobRecord> job(JobId id) {
    return rows.answer(() -> Optional.ofNullable(rows.get(id)).map(InMemoryRow::toRecord));
  }

  @Override
  public List<AttemptRecord> attempts(JobId id) {
    return rows.answer(() -> rows.attempts(id));
  }

  @Override
  public List<JobRecord> jobs(Filter filter, int limit) {
    return rows.answer(() ->
        new ArrayList<>(rows.all())
            .reversed().stream()
                .sorted(Comparator.comparing((InMemoryRow row) -> row.createdAt).reversed())
                .filter(row -> row.fits(filter))
                .limit(limit)
                .map(InMemoryRow::toRecord)
                .toList());
  }

  private Saved finish(InstanceId by, Ending ending) {
    RunKey run = ending.run().key();
    InMemoryRow row = rows.get(run.job());
    if (row == null
        || row.standing.attempt() != run.attempt()
        || !by.equals(row.standing.owner())) {
      return Saved.NOT_OURS;
    }
    if (row.standing.heldBy(by, run.attempt())) {
      rows.add(row.attempt(ending));
      row.finish(ending);
    }
    String outcome = rows.outcome(run);
    if ("lost".equals(outcome)) {
      return Saved.NOT_OURS;
    }
    return row.toBeCancelled() && "cancelled".equals(outcome) ? Saved.AS_CANCELLED : Saved.AS_GIVEN;
  }

  private List<Run> claim(Role role, int max, Instant now) {
    // claimed by a call whose answer was lost: nobody runs it, and no entry would bring it back
    List<InMemoryRow> claimed =
        new ArrayList<>(rows.running(owner, role).filter(row -> row.untold).limit(max).toList());
    rows.waiting(role)
        .filter(row -> !row.due().isAfter(now))
        .limit(max - claimed.size())
        .toList()
        .forEach(row -> {
          row.start(row.standing.claimed(owner), now);
          claimed.add(row);
        });
    claimed.forEach(row -> row.untold = rows.losesAnswer());
    return claimed.stream().map(InMemoryRow::run).toList();
  }

  private Instant now() {
    return clock.now().truncatedTo(ChronoUnit.MILLIS);
  }

  /// Saves what was kept, and then does the work.
  private <A> A write(Supplier<A> work) {
    return rows.answer(() -> {
      savesFor.forEach(by -> rows.takeKept(by).forEach(ending -> finish(by, ending)));
      return work.get();
    });
  }
}
