package io.github.backendexecutor.executor.flow;

import io.github.backendexecutor.executor.job.Control;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.Rows;
import io.github.backendexecutor.executor.spi.StoreUnavailable;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks at the database for what others wrote into it: when the next row of each role is due, and
/// which of our runs are to be cancelled. Every two seconds, and when it is nudged. What operators
/// have changed of limits and pauses it reads every five seconds, and when it is nudged.
final class Look implements Runnable {
  private static final Duration PAUSE = Duration.ofSeconds(2);

  /// Many nudges at once are one look.
  private static final Duration SHORTEST = Duration.ofMillis(100);

  private static final Duration CONTROL = Duration.ofSeconds(5);
  private static final String PARTY = "look";
  private static final Logger LOG = LoggerFactory.getLogger(Look.class);

  private final Set<Role> roles;
  private final Rows rows;
  private final DueTimes dueTimes;
  private final RunningJobs jobs;
  private final Outage outage;
  private final Clock clock;
  private final Consumer<Control> steer;
  private final Wakeup wakeup;
  private volatile boolean nudged = true;
  private long lastControl;
  private volatile long lastTurn;

  /// What a look is good for.
  ///
  /// @param steer hears what operators have changed, also when that is nothing new
  record Finds(DueTimes dueTimes, RunningJobs jobs, Consumer<Control> steer) {}

  Look(Set<Role> roles, Rows rows, Finds finds, Outage outage, Clock clock) {
    this.roles = roles;
    this.rows = rows;
    this.dueTimes = finds.dueTimes();
    this.jobs = finds.jobs();
    this.steer = finds.steer();
    this.outage = outage;
    this.clock = clock;
    this.wakeup = new Wakeup(clock);
    this.lastTurn = clock.nanos();
  }

  @Override
  public void run() {
    do {
      lastTurn = clock.nanos();
      try {
        readControl();
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

  /// Whether it looks, or waits for the database.
  boolean alive() {
    return outage.present() || clock.nanos() - lastTurn < RoleLoop.STUCK.toNanos();
  }

  private void readControl() {
    if (nudged || clock.nanos() - lastControl >= CONTROL.toNanos()) {
      nudged = false; // a nudge that comes during the read asks for another one
      lastControl = clock.nanos() - CONTROL.toNanos(); // a read that fails is repeated
      steer.accept(rows.control().get());
      lastControl = clock.nanos();
    }
  }

  /// Looks now.
  void now() {
    nudged = true;
    wakeup.ring();
  }

  void stop() {
    wakeup.shut();
  }
}
