package io.github.backendexecutor.executor.flow;

import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.RunKey;
import io.github.backendexecutor.executor.job.Sign;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.Membership;
import io.github.backendexecutor.executor.spi.Ownership;
import io.github.backendexecutor.executor.spi.StoreUnavailable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps this process alive in the eyes of the others, and watches them: beats in the database,
/// renews the [Lease] with each beat, and hands on who is gone. When its own beats had a gap, or
/// the database says that it was declared dead (no clock sees the time in which a machine stands
/// still), it reads again what it still owns and interrupts the runs that it has lost, before it
/// renews the lease.
final class Vigil implements Runnable {
  static final Duration BEAT = Duration.ofSeconds(2);

  /// How long to wait before looking again when somebody is about to be taken for dead.
  private static final Duration SOON = Duration.ofMillis(500);

  private static final String PARTY = "beat";
  private static final Logger LOG = LoggerFactory.getLogger(Vigil.class);

  private final InstanceId self;
  private final Membership database;
  private final Ownership ownership;
  private final Here here;
  private final Watching watching;
  private final Clock clock;
  private final Wakeup wakeup;
  private boolean beaten;
  private boolean doubtful;
  private long lastBeat;

  /// What a beat means for this process.
  ///
  /// @param outage of the database
  record Here(Lease lease, RunningJobs jobs, Outage outage) {}

  /// How others are watched.
  ///
  /// @param gone hears after each beat of everyone who is gone
  record Watching(Liveness liveness, Beats redis, Consumer<List<Liveness.Death>> gone) {}

  Vigil(
      InstanceId self,
      Membership database,
      Ownership ownership,
      Here here,
      Watching watching,
      Clock clock) {
    this.self = self;
    this.database = database;
    this.ownership = ownership;
    this.here = here;
    this.watching = watching;
    this.clock = clock;
    this.wakeup = new Wakeup(clock);
  }

  @Override
  public void run() {
    do {
      try {
        beat();
        here.outage().worked(PARTY);
      } catch (StoreUnavailable e) {
        watching.liveness().blind();
        here.outage().failed(PARTY, e);
      } catch (Throwable e) { // a fault of this program must not end the beats
        LOG.error("a beat failed", e);
        watching.liveness().blind();
        here.outage().failed(PARTY, new IllegalStateException(e));
      }
    } while (wakeup.await(watching.liveness().suspects() ? SOON : BEAT));
  }

  void stop() {
    wakeup.shut();
  }

  private void beat() {
    long sent = clock.nanos();
    var signs = database.beat();
    Sign own = signs.get(self);
    doubtful |= own != null && own.gone();
    doubtful |= beaten && sent - lastBeat > 2 * BEAT.toNanos();
    if (doubtful) {
      interruptWhatIsLost();
      doubtful = false;
    }
    here.lease().renew(sent);
    beaten = true;
    lastBeat = sent;
    if (watching.liveness().suspects()) {
      watching.redis().hurry();
    }
    watching
        .gone()
        .accept(watching.liveness().judge(signs, watching.redis().signs(), clock.nanos()));
  }

  /// The runs here are listed first: what is begun after that belongs to this process again, since
  /// the beat has arrived.
  private void interruptWhatIsLost() {
    Map<RunKey, JobRun> runs = here.jobs().runs();
    Set<RunKey> mine = ownership.mine();
    runs.forEach((key, run) -> {
      if (!mine.contains(key) && run.lose()) {
        LOG.warn("job {} was taken over from this process; it is interrupted here", key.job());
      }
    });
  }
}
