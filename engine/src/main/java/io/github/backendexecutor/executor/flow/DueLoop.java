package io.github.backendexecutor.executor.flow;

import io.github.backendexecutor.executor.flow.Slots.Hold;
import io.github.backendexecutor.executor.flow.Slots.Source;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.job.Run;
import io.github.backendexecutor.executor.spi.JobStore;
import io.github.backendexecutor.executor.spi.StoreUnavailable;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts the due rows of one role: retries, scheduled and released jobs. One virtual thread a
/// role, beside the [RoleLoop], so that neither waits for the other's source.
final class DueLoop implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(DueLoop.class);
  private static final int BATCH = 32;
  private static final Duration LEASE = Duration.ofSeconds(2);
  private static final Duration LOCKED = Duration.ofSeconds(1);

  private final Role role;
  private final Slots slots;
  private final DueTimes dueTimes;
  private final JobStore store;
  private final RunningJobs jobs;
  private final Outage outage;
  private final Lease lease;
  private boolean failed;

  DueLoop(
      Role role,
      Slots slots,
      DueTimes dueTimes,
      JobStore store,
      RunningJobs jobs,
      RoleLoop.Reading reading) {
    this.role = role;
    this.slots = slots;
    this.dueTimes = dueTimes;
    this.store = store;
    this.jobs = jobs;
    this.outage = reading.outages().store();
    this.lease = reading.lease();
  }

  @Override
  public void run() {
    while (dueTimes.await(role)) {
      try {
        claim();
      } catch (StoreUnavailable e) {
        failed(e);
      } catch (Throwable e) { // a fault of this program must not end the retries for good
        LOG.error("starting due jobs of role {} failed", role, e);
        failed(new IllegalStateException(e));
      }
    }
  }

  private void claim() {
    if (failed) { // while this loop waits for a slot it must not pass for one that found no
      // database
      store.nextDue(Set.of(role));
      worked();
    }
    if (!lease.await(LEASE)) {
      dueTimes.noteNow(role);
      return;
    }
    slots.awaitOpen(role);
    try (Hold hold = slots.take(role, Source.ROWS, BATCH)) {
      if (hold.size() > 0 && lease.valid()) {
        start(hold);
      } else {
        dueTimes.noteNow(role); // what was due still is
      }
    }
  }

  private void failed(RuntimeException why) {
    failed = true;
    dueTimes.noteNow(role);
    outage.failed("due " + role, why);
  }

  private void worked() {
    failed = false;
    outage.worked("due " + role);
  }

  private void start(Hold hold) {
    List<Run> due = store.due(role, hold.size());
    due.forEach(run -> jobs.start(run, hold.enter(run.job().weight())));
    // a due row that could not be claimed is locked by someone: no use in asking again at once
    Duration pause = due.isEmpty() ? LOCKED : Duration.ZERO;
    store.nextDue(Set.of(role)).forEach((_, at) -> dueTimes.note(role, at, pause));
    worked();
  }
}
