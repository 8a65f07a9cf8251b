package io.github.backendexecutor.signalr.backplane;

import java.util.function.Consumer;

/// Redis, as far as a backplane needs it.
public interface PubSub {
  /// Publishes and answers how many subscribers Redis handed it to; negative when that number means
  /// nothing, as on a Cluster or with subscribers on replicas.
  long publish(String channel, byte[] payload);

  /// Hands over what is published on this channel from when this returns until [#unsubscribe], in
  /// order, on a thread that the receiver does not block. Goes on by itself after a broken
  /// connection; what was published meanwhile is lost.
  void subscribe(String channel, Consumer<byte[]> receiver);

  void unsubscribe(String channel);
}
