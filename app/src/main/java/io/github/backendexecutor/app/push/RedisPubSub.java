package io.github.backendexecutor.app.push;

import io.github.backendexecutor.app.push.RedisPublisher.Publication;
import io.github.backendexecutor.signalr.backplane.PubSub;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisException;

/// Redis as the backplane needs it: what servers tell one another beside events. While Redis is
/// away nothing is published and nobody waits.
record RedisPubSub(RedisListener listener, RedisPublisher publisher) implements PubSub {
  private static final Logger LOG = LoggerFactory.getLogger(RedisPubSub.class);

  @Override
  public long publish(String channel, byte[] payload) {
    try {
      return publisher.publish(List.of(new Publication(channel, payload))).getFirst().count();
    } catch (JedisException e) {
      LOG.debug("{} was not told", channel, e);
      return RedisPublisher.UNKNOWN;
    }
  }

  @Override
  public void subscribe(String channel, Consumer<byte[]> receiver) {
    listener.subscribe(channel, receiver);
  }

  @Override
  public void unsubscribe(String channel) {
    listener.unsubscribe(channel);
  }
}
