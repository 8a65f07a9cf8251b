package io.github.backendexecutor.signalr.backplane;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import redis.clients.jedis.BinaryJedisPubSub;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisException;

/// The backplane's socket on a real Redis, over Jedis: one connection listens, others publish.
final class JedisPubSub implements PubSub, AutoCloseable {
  private final RedisClient commands;
  private final Jedis listening;
  private final Map<String, Consumer<byte[]>> receivers = new ConcurrentHashMap<>();
  private final Map<String, CompletableFuture<Void>> agreed = new ConcurrentHashMap<>();
  private final BinaryJedisPubSub listener = new Listener();

  JedisPubSub(int port) {
    commands = RedisClient.create("127.0.0.1", port);
    listening = new Jedis("127.0.0.1", port);
    CompletableFuture<Void> ready = expect("hello");
    Thread.ofVirtual().start(this::listen);
    ready.join();
  }

  @Override
  public long publish(String channel, byte[] payload) {
    return commands.publish(utf8(channel), payload);
  }

  @Override
  public void subscribe(String channel, Consumer<byte[]> receiver) {
    receivers.put(channel, receiver);
    CompletableFuture<Void> done = expect(channel);
    synchronized (listener) {
      listener.subscribe(utf8(channel));
    }
    done.join();
  }

  @Override
  public void unsubscribe(String channel) {
    receivers.remove(channel);
    synchronized (listener) {
      listener.unsubscribe(utf8(channel));
    }
  }

  @Override
  public void close() {
    listening.close();
    commands.close();
  }

  private CompletableFuture<Void> expect(String channel) {
    return agreed.computeIfAbsent(channel, _ -> new CompletableFuture<>());
  }

  private void listen() {
    try {
      listening.subscribe(listener, utf8("hello"));
    } catch (JedisException closed) {
      receivers.clear();
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private final class Listener extends BinaryJedisPubSub {
    @Override
    public void onSubscribe(byte[] channel, int subscribed) {
      CompletableFuture<Void> waiting = agreed.remove(new String(channel, StandardCharsets.UTF_8));
      if (waiting != null) {
        waiting.complete(null);
      }
    }

    @Override
    public void onMessage(byte[] channel, byte[] message) {
      Consumer<byte[]> receiver = receivers.get(new String(channel, StandardCharsets.UTF_8));
      if (receiver != null) {
        receiver.accept(message);
      }
    }
  }
}
