package io.github.backendexecutor.app.redis;

import io.github.backendexecutor.executor.spi.Clock;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.UnifiedJedis;

/// The open line of this instance to Redis: others see by it that its process lives, and nudges
/// come over it. Two virtual threads: one listens and subscribes again after an outage, the other
/// pings, because a connection that is half open says nothing.
final class ControlChannel {
  /// Well below the time after which a subscription that hears nothing is taken for dead.
  private static final Duration PING = Duration.ofSeconds(4);

  private static final Duration CLOSING = Duration.ofSeconds(1);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final Logger LOG = LoggerFactory.getLogger(ControlChannel.class);

  private final UnifiedJedis jedis;
  private final String[] channels;
  private final Clock clock;
  private volatile Runnable look = () -> {};
  private volatile @Nullable Line line;
  private @Nullable Thread listening;
  private @Nullable Thread pinging;
  private volatile boolean closed;

  /// @param jedis has a connection to spare for as long as this is open
  ControlChannel(UnifiedJedis jedis, Clock clock, String... channels) {
    this.jedis = jedis;
    this.clock = clock;
    this.channels = channels;
  }

  /// Calls this after every message and after every subscription, the first one too: what was sent
  /// before is lost.
  void listen(Runnable look) {
    this.look = look;
  }

  /// Subscribes, from now on and again after every outage. Only the first call does anything.
  synchronized void open() {
    if (listening == null && !closed) {
      listening = Thread.ofVirtual().name("redis-control").start(this::keepListening);
      pinging = Thread.ofVirtual().name("redis-control-ping").start(this::keepPinging);
    }
  }

  /// Whether Redis has confirmed the subscription that is open now.
  boolean isUp() {
    Line now = line;
    return now != null && now.up;
  }

  /// Subscribes anew, perhaps at another node.
  void renew() {
    Line now = line;
    if (now != null) {
      try {
        now.unsubscribe();
      } catch (RuntimeException e) { // it has just ended by itself
        LOG.debug("ending the subscription failed", e);
      }
    }
  }

  /// An interrupt closes the connection, which ends the subscription whether Redis answers or not.
  synchronized void close() {
    closed = true;
    if (listening != null && pinging != null) {
      listening.interrupt();
      pinging.interrupt();
      try {
        listening.join(CLOSING);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void keepListening() {
    Duration pause = FIRST_PAUSE;
    boolean told = false;
    while (!closed) {
      Line now = new Line();
      line = now;
      try {
        jedis.subscribe(now, channels);
      } catch (RuntimeException | Error e) { // whatever it is, the line must not stay closed
        if (!closed && !told) {
          LOG.info("the subscription to {} ended and is made again: {}", channels[0], e.toString());
        }
        told = true;
      }
      line = null;
      told &= !now.up;
      pause = now.up ? FIRST_PAUSE : longer(pause);
      if (!sleep(pause)) {
        return;
      }
    }
  }

  private static Duration longer(Duration pause) {
    long most = Math.min(2 * pause.toMillis(), LONGEST_PAUSE.toMillis());
    return Duration.ofMillis(ThreadLocalRandom.current().nextLong(most / 2, most) + 1);
  }

  private void keepPinging() {
    while (sleep(PING)) {
      Line now = line;
      if (now != null && now.up) {
        try {
          now.subscribe(channels[0]); // is answered as a ping is, of which Jedis would forget none
        } catch (RuntimeException e) { // the listener notices it too
          LOG.debug("a ping could not be sent", e);
        }
      }
    }
  }

  /// False when this was closed.
  private boolean sleep(Duration time) {
    try {
      if (!closed) {
        clock.sleep(time);
      }
      return !closed;
    } catch (InterruptedException _) {
      return false;
    }
  }

  private void look() {
    try {
      look.run();
    } catch (RuntimeException e) {
      LOG.error("following a nudge failed", e);
    }
  }

  /// One subscription, from its start to its end.
  private final class Line extends JedisPubSub {
    private volatile boolean up;

    @Override
    public void onSubscribe(String channel, int subscribed) {
      if (subscribed == channels.length && !up) {
        up = true;
        LOG.debug("subscribed to {}", channels[0]);
        look();
      }
    }

    @Override
    public void onMessage(String channel, String message) {
      look();
    }
  }
}
