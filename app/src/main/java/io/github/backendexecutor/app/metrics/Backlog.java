package io.github.backendexecutor.app.metrics;

import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.spi.Clock;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks now and then at what waits, on a thread of its own: a scrape asks neither Redis nor the
/// database, and never waits for them. What could not be seen lately is NaN.
public final class Backlog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Backlog.class);
  private static final Duration PAUSE = Duration.ofSeconds(15);

  /// Nobody has read the gauges for this long: then it looks only as often as this, so that the
  /// first scrape after a while still finds figures.
  private static final Duration UNREAD = Duration.ofMinutes(2);

  private static final List<JobState> WAITING =
      List.of(JobState.READY, JobState.RETRY_WAIT, JobState.SCHEDULED, JobState.RUNNING);

  private final Function<Role, Queue> streams;
  private final Supplier<Map<Role, Map<JobState, Long>>> rows;
  private final Collection<Role> roles;
  private final Clock clock;
  private final Thread thread;
  private final Map<Role, Queue> seen = new ConcurrentHashMap<>();
  private volatile @Nullable Map<Role, Map<JobState, Long>> counted;
  private volatile long lastRead;

  /// What waits in a stream.
  ///
  /// @param unread entries that the group has yet to read
  /// @param pending entries that were read and not settled
  /// @param oldest when the oldest unread entry came; null: there is none
  public record Queue(long unread, long pending, @Nullable Instant oldest) {}

  /// @param streams asks Redis
  /// @param rows asks the database
  public Backlog(
      Collection<Role> roles,
      Function<Role, Queue> streams,
      Supplier<Map<Role, Map<JobState, Long>>> rows,
      Clock clock) {
    this.roles = List.copyOf(roles);
    this.streams = streams;
    this.rows = rows;
    this.clock = clock;
    this.lastRead = clock.nanos();
    this.thread = Thread.ofVirtual().name("backlog").unstarted(this::look);
  }

  /// Starts to look.
  public void start(MeterRegistry registry) {
    roles.forEach(role -> bind(registry, role));
    thread.start();
  }

  private void bind(MeterRegistry registry, Role role) {
    gauge(registry, role, "executor.backlog", "Entries that nobody has read", Queue::unread);
    gauge(registry, role, "executor.pending", "Entries read and not settled", Queue::pending);
    Gauge.builder("executor.backlog.age", () -> value(role, this::age))
        .description("Age of the oldest unread entry")
        .baseUnit("seconds")
        .tag("role", role.name())
        .register(registry);
    for (JobState state : WAITING) {
      Gauge.builder("executor.rows", () -> count(role, state))
          .description("Jobs in the database that have not ended, of all executors")
          .tag("role", role.name())
          .tag("state", state.word())
          .register(registry);
    }
  }

  private void gauge(
      MeterRegistry registry, Role role, String name, String what, ToDoubleFunction<Queue> value) {
    Gauge.builder(name, () -> value(role, value))
        .description(what)
        .tag("role", role.name())
        .register(registry);
  }

  private double value(Role role, ToDoubleFunction<Queue> value) {
    lastRead = clock.nanos();
    Queue queue = seen.get(role);
    return queue == null ? Double.NaN : value.applyAsDouble(queue);
  }

  private double age(Queue queue) {
    Instant oldest = queue.oldest();
    return oldest == null
        ? 0
        : Math.max(0, Duration.between(oldest, clock.now()).toMillis() / 1_000.0);
  }

  private double count(Role role, JobState state) {
    lastRead = clock.nanos();
    Map<Role, Map<JobState, Long>> now = counted;
    return now == null ? Double.NaN : now.getOrDefault(role, Map.of()).getOrDefault(state, 0L);
  }

  private void look() {
    try {
      while (true) {
        lookOnce();
        long last = clock.nanos();
        do {
          clock.sleep(PAUSE);
        } while (isUnread() && clock.nanos() - last < UNREAD.toNanos());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  private boolean isUnread() {
    return clock.nanos() - lastRead >= UNREAD.toNanos();
  }

  private void lookOnce() {
    try {
      roles.forEach(role -> seen.put(role, streams.apply(role)));
    } catch (RuntimeException e) {
      seen.clear();
      LOG.debug("the streams cannot be seen", e);
    }
    try {
      counted = rows.get();
    } catch (RuntimeException e) {
      counted = null;
      LOG.debug("the rows cannot be counted", e);
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
