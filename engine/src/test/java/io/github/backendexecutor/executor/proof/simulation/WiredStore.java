package io.github.backendexecutor.executor.proof.simulation;

import static io.github.backendexecutor.executor.proof.simulation.Network.Server.DATABASE;

import io.github.backendexecutor.executor.job.Begun;
import io.github.backendexecutor.executor.job.Control;
import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.job.Ending;
import io.github.backendexecutor.executor.job.Gone;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.JobRecord;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.job.Run;
import io.github.backendexecutor.executor.job.RunKey;
import io.github.backendexecutor.executor.job.Saved;
import io.github.backendexecutor.executor.job.TakenOver;
import io.github.backendexecutor.executor.spi.JobStore;
import io.github.backendexecutor.executor.spi.Ownership;
import io.github.backendexecutor.executor.testing.InMemoryJobStore;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/// The store of one process, at the other end of the network and under the eyes of the oracle.
final class WiredStore implements JobStore, Ownership {
  private final InstanceId me;
  private final InMemoryJobStore store;
  private final Network.Wire wire;
  private final Witness oracle;
  private final Sabotage sabotage;
  private final Site site;

  WiredStore(InstanceId me, InMemoryJobStore store, Network.Wire wire, Site site) {
    this.me = me;
    this.site = site;
    this.store = store;
    this.wire = wire;
    this.oracle = site.oracle();
    this.sabotage = site.sabotage();
  }

  @Override
  public Begun begin(Delivery delivery) {
    return ask(lose -> oracle.begin(me, delivery, () -> lost(lose, () -> began(delivery))));
  }

  private Begun began(Delivery delivery) {
    Begun begun = store.begin(delivery);
    boolean runs =
        begun instanceof Begun.Elsewhere(var state)
            && state == JobState.RUNNING
            && sabotage == Sabotage.STARTS_WHAT_RUNS;
    if (runs && delivery instanceof Delivery.Readable(var entry, var job)) {
      JobRecord row = store.job(job.id()).orElseThrow();
      return new Begun.Started(new Run(job, row.attempt(), 0, entry, row.createdAt()));
    }
    return begun;
  }

  @Override
  public Saved finish(Ending ending) {
    return ask(lose -> oracle.finish(me, ending, () -> lost(lose, () -> finished(ending))));
  }

  private Saved finished(Ending ending) {
    return sabotage == Sabotage.SAVES_WITHOUT_FENCE
        ? finishedWithoutFence(ending)
        : store.finish(ending);
  }

  private Saved finishedWithoutFence(Ending ending) {
    Run run = ending.run();
    JobRecord row = store.job(run.job().id()).orElseThrow();
    InstanceId holder = Objects.requireNonNull(row.owner());
    Run current = new Run(run.job(), row.attempt(), run.failures(), run.entry(), run.startedAt());
    Ending stolen =
        new Ending(current, ending.outcome(), ending.verdict(), ending.at(), ending.log());
    return store.as(holder).finish(stolen);
  }

  @Override
  public List<Run> due(Role role, int max) {
    boolean forgets = sabotage == Sabotage.FORGETS_LOST_CLAIMS;
    return ask(lose -> oracle.due(me, () -> lost(lose && !forgets, () -> store.due(role, max))));
  }

  @Override
  public Map<Role, Instant> nextDue(Collection<Role> roles) {
    return ask(lose -> lost(lose, () -> store.nextDue(roles)));
  }

  @Override
  public Set<RunKey> mine() {
    return ask(lose -> lost(lose, store::mine));
  }

  @Override
  public Set<RunKey> toCancel() {
    return ask(lose -> lost(lose, store::toCancel));
  }

  @Override
  public TakenOver takeOver(Gone gone, Role role, int maxLost, int max) {
    wire.linger();
    return ask(lose -> {
      long beat = store.instances().sign(gone.instance()).beat();
      Gone who =
          sabotage == Sabotage.TAKES_OVER_THE_LIVING ? new Gone(gone.instance(), beat) : gone;
      return oracle.takeOver(
          me, who, () -> lost(lose, () -> store.takeOver(who, role, maxLost, max)));
    });
  }

  Control control() {
    return ask(_ -> site.control());
  }

  private <A> A ask(Function<Boolean, A> work) {
    return wire.call(DATABASE, work);
  }

  /// A store knows when the answer to a claim was lost, so it has to be told.
  private <A> A lost(boolean lose, Supplier<A> work) {
    if (lose) {
      store.loseNextAnswer();
    }
    return work.get();
  }
}
