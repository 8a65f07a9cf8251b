package io.github.backendexecutor.app.wiring;

import io.github.backendexecutor.executor.Executor;
import io.github.backendexecutor.executor.ExecutorSettings;
import io.github.backendexecutor.executor.Snapshot;
import io.github.backendexecutor.executor.Sockets;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.StoreUnavailable;
import io.github.backendexecutor.executor.spi.StreamUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// Starts the executor once its servers answer, and stops it before anything it stands on. Until
/// then the service is alive and not ready.
final class ServiceLifecycle implements SmartLifecycle {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceLifecycle.class);
  private static final String DATABASE = "the database";
  private static final String REDIS = "Redis";
  private static final int WRONG_CONFIGURATION = 78;
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Servers servers;
  private final Supplier<ExecutorSettings> settings;
  private final Supplier<Sockets> sockets;
  private final Clock clock;
  private final IntConsumer exit;
  private final Thread starting = Thread.ofPlatform().name("start-up").unstarted(this::startUp);
  private volatile @Nullable Executor executor;
  private volatile @Nullable Missing missing;
  private volatile boolean stopping;
  private volatile boolean running;

  /// A server that has not answered since the start.
  private record Missing(String server, Instant since) {}

  /// @param sockets made once the servers have answered
  /// @param exit ends the process with this code when a server's answer means that waiting is
  ///   useless
  ServiceLifecycle(
      Servers servers,
      Supplier<ExecutorSettings> settings,
      Supplier<Sockets> sockets,
      Clock clock,
      IntConsumer exit) {
    this.servers = servers;
    this.settings = settings;
    this.sockets = sockets;
    this.clock = clock;
    this.exit = exit;
  }

  @Override
  public void start() {
    running = true;
    starting.start();
  }

  @Override
  public void stop() {
    stopping = true;
    awaitStartUp();
    Executor started = executor;
    if (started != null) {
      started.stop();
    }
    running = false;
  }

  /// A start that fails ends the process itself, and so comes here on its own thread.
  private void awaitStartUp() {
    if (Thread.currentThread().equals(starting)) {
      return;
    }
    try {
      starting.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /// Waits until the executor reads jobs, or will never.
  void awaitStarted() throws InterruptedException {
    starting.join();
  }

  /// What the executor does; empty while it waits for its servers.
  Optional<Snapshot> snapshot() {
    return Optional.ofNullable(executor).map(Executor::snapshot);
  }

  /// Since when the database is out of reach; null: it is not, as far as anybody looked.
  @Nullable Instant databaseAwaySince() {
    return missingSince(DATABASE).or(() -> snapshot().map(Snapshot::storeAwaySince)).orElse(null);
  }

  /// Since when Redis is out of reach; null: it is not, as far as anybody looked.
  @Nullable Instant redisAwaySince() {
    return missingSince(REDIS).or(() -> snapshot().map(Snapshot::streamAwaySince)).orElse(null);
  }

  private Optional<Instant> missingSince(String server) {
    return Optional.ofNullable(missing)
        .filter(one -> one.server().equals(server))
        .map(Missing::since);
  }

  /// Whether a loop has ended or hangs though every server is there.
  boolean stuck() {
    return !stopping && snapshot().filter(ServiceLifecycle::isStuck).isPresent();
  }

  private static boolean isStuck(Snapshot now) {
    boolean turns = now.loopsAlive() && now.leased();
    return !turns && !now.storeAway() && !now.streamAway();
  }

  private void startUp() {
    try {
      until(DATABASE, servers::prepareDatabase);
      until(REDIS, servers::checkRedis);
      if (stopping) {
        LOG.info("stopped while waiting for a server");
      } else {
        executor = Executor.start(settings.get(), sockets.get());
        LOG.info("ready: reading jobs");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // nobody does
    } catch (RuntimeException e) {
      LOG.error("cannot start: {}", e.getMessage());
      LOG.debug("cannot start", e);
      exit.accept(WRONG_CONFIGURATION);
    }
  }

  private void until(String what, Runnable step) throws InterruptedException {
    while (!stopping) {
      try {
        step.run();
        missing = null;
        return;
      } catch (StoreUnavailable | StreamUnavailable e) {
        if (missing == null) {
          missing = new Missing(what, clock.now());
          LOG.warn("{} is out of reach, waiting for it: {}", what, e.getMessage());
        }
        clock.sleep(PAUSE);
      }
    }
  }
}
