package io.github.backendexecutor.executor.flow;

import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.Rows;
import io.github.backendexecutor.executor.spi.StoreUnavailable;
import java.time.Duration;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at the database for what others wrote into it: when the next row of each role is due, and
/// which of our runs are to be cancelled. Every two seconds, and when it is nudged.
final class Look implements Runnable {
  private static final Duration PAUSE = Duration.ofSeconds(2);

  /// Many nudges at once are one look.
  private static final Duration SHORTEST = Duration.ofMillis(100);

  private static final String PARTY = "look";
  private static final Logger LOG = LoggerFactory.getLogger(Look.class);

  private final Set<Role> roles;
  private final Rows rows;
  private final DueTimes dueTimes;
  private final RunningJobs jobs;
  private final Outage outage;
  private final Clock clock;
  private final Wakeup wakeup;

  Look(
      Set<Role> roles, Rows rows, DueTimes dueTimes, RunningJobs jobs, Outage outage, Clock clock) {
    this.roles = roles;
    this.rows = rows;
    this.dueTimes = dueTimes;
    this.jobs = jobs;
    this.outage = outage;
    this.clock = clock;
    this.wakeup = new Wakeup(clock);
  }

  @Override
  public void run() {
    do {
      try {
        rows.store().nextDue(roles).forEach(dueTimes::note);
        if (jobs.count() > 0) {
          jobs.cancel(rows.ownership().toCancel());
        }
        outage.worked(PARTY);
        clock.sleep(SHORTEST);
      } catch (StoreUnavailable e) {
        outage.failed(PARTY, e);
      } catch (InterruptedException _) {
        return; // nobody interrupts this thread
      } catch (Throwable e) { // a fault of this program must not end the looking
        LOG.error("looking at the database failed", e);
        outage.failed(PARTY, new IllegalStateException(e));
      }
    } while (wakeup.await(PAUSE));
  }

  /// Looks now.
  void now() {
    wakeup.ring();
  }

  void stop() {
    wakeup.shut();
  }
}
