package io.github.backendexecutor.executor.flow;

import io.github.backendexecutor.executor.flow.Slots.Hold;
import io.github.backendexecutor.executor.flow.Slots.Source;
import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.spi.JobStream;
import io.github.backendexecutor.executor.spi.StreamUnavailable;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads one role's stream, as fast as slots are free, and starts what it reads. One virtual thread
/// a role. It reads only while the database answers: what cannot begin stays in Redis for others.
final class RoleLoop implements Runnable {
  /// How long one read waits for an entry. Bounds how long a stop takes, and sets the idle cost.
  static final Duration WAIT = Duration.ofSeconds(2);

  private static final Logger LOG = LoggerFactory.getLogger(RoleLoop.class);
  private static final int BATCH = 500;

  private final Role role;
  private final Slots slots;
  private final JobStream stream;
  private final RunningJobs jobs;
  private final Outages outages;
  private volatile boolean stopping;
  private boolean quiet;

  RoleLoop(Role role, Slots slots, JobStream stream, RunningJobs jobs, Outages outages) {
    this.role = role;
    this.slots = slots;
    this.stream = stream;
    this.jobs = jobs;
    this.outages = outages;
  }

  @Override
  public void run() {
    while (!stopping) {
      outages.store().awaitEnd(WAIT);
      try (Hold hold = slots.take(role, Source.STREAM, BATCH)) {
        if (hold.size() > 0 && !stopping && !outages.store().present()) {
          next(hold).forEach(delivery -> jobs.start(delivery, hold.enter(delivery.weight())));
        }
      } catch (StreamUnavailable e) {
        outages.stream().failed(role.name(), e);
      } catch (RuntimeException e) { // a fault of this program must not end the reading for good
        LOG.error("reading jobs of role {} failed", role, e);
        outages.stream().failed(role.name(), e);
      }
    }
  }

  /// Reads no more after the read that is under way. [Slots#shut] ends a wait for slots.
  void stop() {
    stopping = true;
  }

  private List<Delivery> next(Hold hold) {
    if (!quiet) {
      List<Delivery> found = read(hold.size(), Duration.ZERO);
      if (!found.isEmpty()) {
        return found;
      }
    }
    hold.keepOneOfRole();
    List<Delivery> found = read(1, WAIT);
    quiet = found.isEmpty();
    if (!quiet) {
      // when the process is stopping this returns without a slot: the job then begins and is given
      // back
      hold.waitForTotal();
    }
    return found;
  }

  private List<Delivery> read(int max, Duration wait) {
    List<Delivery> found = stream.read(role, max, wait);
    outages.stream().worked(role.name());
    return found;
  }
}
