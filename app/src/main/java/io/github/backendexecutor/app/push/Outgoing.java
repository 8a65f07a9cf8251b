package io.github.backendexecutor.app.push;

import io.github.backendexecutor.executor.job.Notification.Outcome;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.signalr.hub.HubThreads;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisException;

/// The queue of what has to go out through Redis, and the one thread that sends it: what came while
/// one batch was sent is the next. While Redis is away it waits, up to half a minute and so many
/// bytes.
final class Outgoing implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Outgoing.class);
  private static final int BATCH = 256;
  private static final long MOST_BYTES = 32L * 1024 * 1024;
  private static final Duration STEP = Duration.ofMillis(250);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long LAST_WORDS_SECONDS = 2;

  private final RedisRound round;
  private final Ledger ledger;
  private final Clock clock;
  private final Rest rest;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<Parcel> queue = new ArrayDeque<>();
  private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
  private long bytes;
  private boolean closed;
  private boolean stepIsDue;
  private volatile boolean alarmIsSet;
  private boolean away;

  Outgoing(RedisRound round, Ledger ledger, Clock clock) {
    this.round = round;
    this.ledger = ledger;
    this.clock = clock;
    this.rest = new Rest(clock);
  }

  void start() {
    HubThreads.start("outgoing", this::sendUntilClosed);
  }

  /// Never waits. What finds no room, or comes after the end, has failed.
  void add(Parcel parcel) {
    if (!isQueued(parcel)) {
      ledger.keep(parcel, Outcome.FAILED, "too much waits to be told");
    }
  }

  private boolean isQueued(Parcel parcel) {
    long weight = parcel.event().weight();
    lock.lock();
    try {
      if (closed || (bytes + weight > MOST_BYTES && !queue.isEmpty())) {
        return false;
      }
      queue.add(parcel);
      bytes += weight;
      changed.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void sendUntilClosed() {
    try {
      for (List<Parcel> batch = take(); batch != null; batch = take()) {
        send(batch);
      }
    } finally {
      round.giveUp();
      ended.complete(null);
    }
  }

  /// Null when everything is sent and nothing comes any more; empty when latecomers are due.
  private @Nullable List<Parcel> take() {
    lock.lock();
    try {
      while (queue.isEmpty() && !closed && !stepIsDue) {
        changed.awaitUninterruptibly();
      }
      if (queue.isEmpty() && closed) {
        return null;
      }
      List<Parcel> batch = new ArrayList<>();
      while (batch.size() < BATCH && !queue.isEmpty()) {
        Parcel next = queue.remove();
        bytes -= next.event().weight();
        batch.add(next);
      }
      return batch;
    } finally {
      lock.unlock();
    }
  }

  private void send(List<Parcel> batch) {
    List<Parcel> left = batch;
    for (Duration pause = STEP; ; pause = longer(pause)) {
      try {
        round.send(left);
        left = List.of();
        lookForLatecomers();
        noteBack();
        return;
      } catch (JedisException e) {
        noteAway(e);
        left = withoutTooOld(left);
      } catch (RuntimeException e) {
        oneByOne(left, e);
        return;
      }
      if (!rest.take(pause)) {
        left.forEach(parcel -> ledger.keep(parcel, Outcome.FAILED, "the executor stopped"));
        return;
      }
    }
  }

  /// One of them cannot be sent at all; the others shall not suffer.
  private void oneByOne(List<Parcel> parcels, RuntimeException e) {
    if (parcels.size() == 1) {
      LOG.warn("{} could not be told", parcels.getFirst().event().eventId(), e);
      ledger.keep(parcels.getFirst(), Outcome.FAILED, String.valueOf(e.getMessage()));
    } else {
      parcels.forEach(parcel -> send(List.of(parcel)));
    }
  }

  private void lookForLatecomers() {
    if (stepIsDue()) {
      round.lookForLatecomers();
      step(false);
    }
    if (round.hasLatecomers() && !alarmIsSet) {
      alarmIsSet = true;
      clock.alarm(STEP, () -> step(true));
    }
  }

  private boolean stepIsDue() {
    lock.lock();
    try {
      return stepIsDue;
    } finally {
      lock.unlock();
    }
  }

  private void step(boolean due) {
    lock.lock();
    try {
      stepIsDue = due;
      alarmIsSet = false;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  private void noteBack() {
    if (away) {
      away = false;
      LOG.info("Redis: clients elsewhere are told of their jobs again");
    }
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(STEP.multipliedBy(16)) < 0 ? twice : STEP.multipliedBy(16);
  }

  private void noteAway(JedisException e) {
    if (!away) {
      away = true;
      LOG.warn("Redis: clients elsewhere are not told of their jobs: {}", e.getMessage());
    }
  }

  private List<Parcel> withoutTooOld(List<Parcel> parcels) {
    long now = clock.nanos();
    List<Parcel> left = new ArrayList<>();
    for (Parcel parcel : parcels) {
      if (now - parcel.since() < PATIENCE.toNanos()) {
        left.add(parcel);
      } else {
        ledger.keep(parcel, Outcome.FAILED, "Redis was away");
      }
    }
    return left;
  }

  /// Sends what is there, if Redis answers now.
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
    rest.close();
    ended.completeOnTimeout(null, LAST_WORDS_SECONDS, TimeUnit.SECONDS).join();
  }
}
