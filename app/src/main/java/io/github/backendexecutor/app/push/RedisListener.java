package io.github.backendexecutor.app.push;

import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.signalr.hub.HubThreads;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.BinaryJedisPubSub;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;

/// Hears what is published on Redis, over one connection that it makes again whenever it breaks.
/// Pings show that the connection is alive, also when nothing is published.
final class RedisListener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RedisListener.class);
  private static final Duration PING = Duration.ofSeconds(4);
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(4);
  private static final int MOST_AT_ONCE = 500;

  /// How long a subscriber waits for Redis to agree. A Redis that is away must not keep clients
  /// out.
  private static final long PATIENCE_MILLIS = 2_000;

  private final UnifiedJedis redis;
  private final byte[] holdingChannel;
  private final Runnable whenBack;
  private final Rest rest;
  private final Map<String, Consumer<byte[]>> receivers = new ConcurrentHashMap<>();
  private final Map<String, CompletableFuture<Boolean>> asked = new ConcurrentHashMap<>();

  /// Guards `open` and everything that is written to its connection.
  private final ReentrantLock lock = new ReentrantLock();

  private @Nullable Subscription open;
  private volatile boolean lost;

  /// Redis did not agree in time: until it says anything again nobody waits for it, so that those
  /// who subscribe one after another do not add up their patience.
  private volatile boolean mute;

  /// @param holdingChannel a name under which nobody publishes; keeps the connection open
  /// @param whenBack runs on a thread of its own when something may have been missed, once all
  ///   channels are subscribed again
  RedisListener(UnifiedJedis redis, String holdingChannel, Clock clock, Runnable whenBack) {
    this.redis = redis;
    this.holdingChannel = utf8(holdingChannel);
    this.whenBack = whenBack;
    this.rest = new Rest(clock);
  }

  void start() {
    HubThreads.start("redis-listener", this::listenUntilClosed);
    HubThreads.start("redis-pings", this::pingUntilClosed);
  }

  /// As [io.github.backendexecutor.signalr.backplane.PubSub#subscribe]. While Redis is away it
  /// returns at once: the channel is subscribed when Redis is back.
  void subscribe(String channel, Consumer<byte[]> receiver) {
    CompletableFuture<Boolean> agreed = new CompletableFuture<>();
    lock.lock();
    try {
      receivers.put(channel, receiver);
      if (open == null) {
        return;
      }
      asked.put(channel, agreed);
      open.subscribe(utf8(channel));
    } catch (JedisException broken) {
      LOG.debug("{} is subscribed later", channel, broken);
      agreed.complete(true);
    } finally {
      lock.unlock();
    }
    if (!mute && !agreed.completeOnTimeout(false, PATIENCE_MILLIS, TimeUnit.MILLISECONDS).join()) {
      mute = true;
    }
  }

  void unsubscribe(String channel) {
    lock.lock();
    try {
      receivers.remove(channel);
      if (open != null) {
        open.unsubscribe(utf8(channel));
      }
    } catch (JedisException broken) {
      LOG.debug("{} went with its connection", channel, broken);
    } finally {
      lock.unlock();
    }
  }

  private void listenUntilClosed() {
    Duration pause = SHORTEST_PAUSE;
    while (!rest.isOver()) {
      Subscription subscription = new Subscription();
      try {
        redis.subscribe(subscription, holdingChannel);
      } catch (JedisException e) {
        broke(e);
      }
      pause = leave(subscription) ? SHORTEST_PAUSE : longer(pause);
      if (!rest.take(pause)) {
        return;
      }
    }
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
  }

  private void broke(JedisException e) {
    if (!lost && !rest.isOver()) {
      lost = true;
      LOG.warn("Redis: what others tell clients is not heard here: {}", e.getMessage());
    }
  }

  /// Answers whether the subscription had worked.
  private boolean leave(Subscription subscription) {
    lock.lock();
    try {
      boolean worked = subscription.equals(open);
      open = null;
      return worked;
    } finally {
      lock.unlock();
      asked.values().forEach(agreed -> agreed.complete(true));
      asked.clear();
    }
  }

  /// The connection stands: everything that is listened to is subscribed on it.
  private void enter(Subscription subscription) {
    lock.lock();
    try {
      open = subscription;
      List<byte[]> channels = new ArrayList<>();
      receivers.keySet().forEach(channel -> channels.add(utf8(channel)));
      for (int i = 0; i < channels.size(); i += MOST_AT_ONCE) {
        int end = Math.min(channels.size(), i + MOST_AT_ONCE);
        subscription.subscribe(channels.subList(i, end).toArray(byte[][]::new));
      }
      subscription.ping(); // its answer comes after all of theirs
    } finally {
      lock.unlock();
    }
  }

  private void pingUntilClosed() {
    while (rest.take(PING)) {
      lock.lock();
      try {
        if (open != null) {
          open.ping();
        }
      } catch (JedisException e) {
        LOG.debug("the reading side will notice", e);
      } finally {
        lock.unlock();
      }
    }
  }

  private void answered() {
    if (lost) {
      lost = false;
      LOG.info("Redis: what others tell clients is heard again");
      HubThreads.start("redis-back", whenBack);
    }
  }

  @SuppressWarnings("CatchingUnchecked") // whatever a receiver throws must not end the others' feed
  private void hand(String channel, byte[] message) {
    Consumer<byte[]> receiver = receivers.get(channel);
    try {
      if (receiver != null) {
        receiver.accept(message);
      }
    } catch (RuntimeException e) {
      LOG.warn("A message on {} could not be handed on", channel, e);
    }
  }

  @Override
  public void close() {
    rest.close();
    lock.lock();
    try {
      if (open != null) {
        open.unsubscribe();
      }
    } catch (JedisException e) {
      LOG.debug("gone already", e);
    } finally {
      lock.unlock();
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] utf8) {
    return new String(utf8, StandardCharsets.UTF_8);
  }

  /// One connection's worth of listening.
  private final class Subscription extends BinaryJedisPubSub {
    @Override
    public void onSubscribe(byte[] channel, int subscribed) {
      mute = false;
      if (java.util.Arrays.equals(channel, holdingChannel)) {
        enter(this);
        return;
      }
      CompletableFuture<Boolean> agreed = asked.remove(text(channel));
      if (agreed != null) {
        agreed.complete(true);
      }
    }

    @Override
    public void onPong(byte[] pattern) {
      mute = false;
      answered();
    }

    @Override
    public void onMessage(byte[] channel, byte[] message) {
      hand(text(channel), message);
    }
  }
}
