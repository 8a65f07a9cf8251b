package io.github.backendexecutor.app.push;

import io.github.backendexecutor.executor.spi.Clock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.Response;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/// Publishes on Redis, many messages in one go, and says what the answers mean. The count that
/// Redis answers covers the one server that was asked: on a Cluster, or when subscribers may be at
/// a replica, it says nothing.
final class RedisPublisher {
  /// Instead of a count that says nothing.
  static final long UNKNOWN = -1;

  private static final Logger LOG = LoggerFactory.getLogger(RedisPublisher.class);
  private static final Duration TOPOLOGY_AGE = Duration.ofSeconds(30);

  private final UnifiedJedis redis;
  private final Clock clock;
  private @Nullable Boolean countsAll;
  private long askedAt;

  RedisPublisher(UnifiedJedis redis, Clock clock) {
    this.redis = redis;
    this.clock = clock;
  }

  /// A message and where it goes.
  @SuppressWarnings("ArrayRecordComponent") // goes through untouched and is compared by nobody
  record Publication(String channel, byte[] payload) {}

  /// What Redis said: to how many it handed the message ([#UNKNOWN] when it cannot tell), or why it
  /// refuses.
  record Answer(long count, @Nullable String refusal) {}

  /// Publishes all of them, in order.
  ///
  /// @throws JedisException Redis did not answer; some may have been published
  List<Answer> publish(List<Publication> batch) {
    if (batch.isEmpty()) {
      return List.of();
    }
    boolean exact = countsAll();
    try (AbstractPipeline pipeline = redis.pipelined()) {
      List<Response<Long>> answers =
          batch.stream().map(one -> pipeline.publish(utf8(one.channel()), one.payload())).toList();
      pipeline.sync();
      return answers.stream().map(answer -> answer(answer, exact)).toList();
    }
  }

  private static Answer answer(Response<Long> response, boolean exact) {
    try {
      long count = response.get();
      return new Answer(exact || count > 0 ? count : UNKNOWN, null);
    } catch (JedisDataException e) {
      String refusal = String.valueOf(e.getMessage());
      if (refusal.startsWith("LOADING") || refusal.startsWith("CLUSTERDOWN")) {
        throw e; // as good as away
      }
      return new Answer(0, refusal);
    }
  }

  /// How many listen on this channel; [#UNKNOWN] when Redis cannot tell.
  ///
  /// @throws JedisException Redis did not answer
  long listeners(String channel) {
    if (!countsAll()) {
      return UNKNOWN;
    }
    Object answer =
        redis.executeCommand(new CommandArguments(Command.PUBSUB).add("NUMSUB").add(channel));
    return answer instanceof List<?> pair && pair.size() == 2 && pair.get(1) instanceof Long count
        ? count
        : UNKNOWN;
  }

  /// Whether a count covers all subscribers. Asked anew now and then, since replicas come and go.
  private synchronized boolean countsAll() {
    long now = clock.nanos();
    if (countsAll == null || now - askedAt > TOPOLOGY_AGE.toNanos()) {
      countsAll = askTopology();
      askedAt = now;
    }
    return countsAll;
  }

  private boolean askTopology() {
    try {
      String info = text(redis.executeCommand(new CommandArguments(Command.INFO)));
      return info.contains("cluster_enabled:0")
          && info.contains("\nconnected_slaves:0")
          && info.contains("\nrole:master");
    } catch (JedisDataException e) {
      LOG.debug("INFO is not allowed, so counts of subscribers are taken for unknown", e);
      return false;
    }
  }

  static String text(@Nullable Object answer) {
    return answer instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : "";
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
