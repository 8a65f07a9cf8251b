package io.github.backendexecutor.app.wiring;

import io.github.backendexecutor.executor.spi.StoreUnavailable;
import io.github.backendexecutor.executor.spi.World;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// Keeps house as long as the service runs: counters every ten seconds, or every thirty when there
/// was nothing to do, what is too old every minute, never at the same moment as the other
/// instances. While the database is away it waits.
final class HousekeepingLifecycle implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(HousekeepingLifecycle.class);
  private static final Duration ROUND = Duration.ofSeconds(10);
  private static final int ROUNDS_A_QUIET_FOLD = 3;
  private static final int ROUNDS_A_CLEAN_UP = 6;

  private final Housekeeper housekeeper;
  private final BooleanSupplier ready;
  private final World world;
  private volatile @Nullable Thread thread;
  private boolean quiet;

  /// @param ready whether the database has answered
  HousekeepingLifecycle(Housekeeper housekeeper, BooleanSupplier ready, World world) {
    this.housekeeper = housekeeper;
    this.ready = ready;
    this.world = world;
  }

  @Override
  public void start() {
    Thread keeping = world.urgent().newThread(this::keepHouse);
    keeping.setName("housekeeping");
    thread = keeping;
    keeping.start();
  }

  @Override
  public void stop() {
    Thread keeping = thread;
    thread = null;
    if (keeping != null) {
      keeping.interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return thread != null;
  }

  private void keepHouse() {
    try {
      for (int round = 1; isRunning(); round++) {
        double spread = 0.8 + 0.4 * world.chance().getAsDouble();
        world.clock().sleep(Duration.ofMillis((long) (ROUND.toMillis() * spread)));
        if (ready.getAsBoolean()) {
          round(round);
        }
      }
    } catch (InterruptedException _) {
      LOG.debug("housekeeping stops");
    }
  }

  private void round(int number) throws InterruptedException {
    try {
      if (!quiet || number % ROUNDS_A_QUIET_FOLD == 0) {
        quiet = housekeeper.fold() == 0;
      }
      int removed = number % ROUNDS_A_CLEAN_UP == 0 ? housekeeper.cleanUp() : 0;
      if (removed > 0) {
        LOG.info("removed {} old jobs", removed);
      }
    } catch (StoreUnavailable e) {
      LOG.debug("the database is away; house is kept later", e);
    } catch (RuntimeException e) {
      LOG.error("housekeeping failed; it is tried again", e);
    }
  }
}
