package io.github.backendexecutor.executor.flow;

import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Sign;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.Membership;
import io.github.backendexecutor.executor.spi.StreamUnavailable;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Beats in Redis, on a thread of its own: a Redis that does not answer must not hold up the beats
/// in the database.
final class Beats implements Runnable {
  private static final String PARTY = "beat";
  private static final Logger LOG = LoggerFactory.getLogger(Beats.class);

  private final Membership redis;
  private final Outage outage;
  private final Clock clock;
  private final Wakeup wakeup;
  private volatile @Nullable Seen last;

  Beats(Membership redis, Outage outage, Clock clock) {
    this.redis = redis;
    this.outage = outage;
    this.clock = clock;
    this.wakeup = new Wakeup(clock);
  }

  @Override
  public void run() {
    do {
      try {
        last = new Seen(redis.beat(), clock.nanos());
        outage.worked(PARTY);
      } catch (StreamUnavailable e) {
        last = null;
        outage.failed(PARTY, e);
      } catch (Throwable e) { // such as another group's database: it must not stay unsaid
        last = null;
        LOG.error("Redis: {}", e.getMessage());
        LOG.debug("beating in Redis failed", e);
        outage.failed(PARTY, new IllegalStateException(e.getMessage(), e));
      }
    } while (wakeup.await(Vigil.BEAT));
  }

  /// What Redis shows of all instances; null when it has not answered lately.
  @Nullable Map<InstanceId, Sign> signs() {
    Seen seen = last;
    if (seen == null || clock.nanos() - seen.at() > 2 * Vigil.BEAT.toNanos()) {
      return null;
    }
    return seen.signs();
  }

  void stop() {
    wakeup.shut();
  }

  /// Beats once more now.
  void hurry() {
    wakeup.ring();
  }

  private record Seen(Map<InstanceId, Sign> signs, long at) {}
}
