package io.github.backendexecutor.app.redis;

import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Sign;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.Membership;
import io.github.backendexecutor.executor.spi.Nudges;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/// The instances of a group as Redis sees them. Each counts its beats in one hash of the group and
/// is subscribed to a channel of its own, which Redis closes when the process dies. The hash also
/// names the one database that all of them must share.
///
/// | what | where |
/// |---|---|
/// | store id | hash `executor:<group>`, field `store` |
/// | beats | the same hash, field `beat:<instance>`; goes when everything of the instance is adopted |
/// | process lives | channel `executor:<group>:<instance>` has a subscriber |
/// | nudges | channel `executor:<group>:all` |
///
/// No time of Redis counts here: a beat is a number that changes, or does not.
public final class RedisMembership implements Membership, Nudges {
  /// KEYS: the group's hash. ARGV: the store id, the field of this instance's beat. Answers all of
  /// the hash; the beat went up only when its store is that id.
  ///
  /// Only for the first beat and for a server that is out of memory. The first line changes
  /// nothing. Redis 6.2 out of memory refuses the other writes of a script, except after one that
  /// takes no memory; later versions follow the script's declaration.
  static final String BEAT =
      """
      redis.call('HDEL', KEYS[1], '')
      redis.call('HSETNX', KEYS[1], 'store', ARGV[1])
      if redis.call('HGET', KEYS[1], 'store') == ARGV[1] then
        redis.call('HINCRBY', KEYS[1], ARGV[2], 1)
      end
      return redis.call('HGETALL', KEYS[1])
      """;

  private static final int LOOKS_BETWEEN = 10;

  /// So many beats of an instance that is alone are only counted, before it looks for others again.
  private static final int COUNTED_ALONE = 2;

  private static final String STORE = "store";
  private static final String BEAT_OF = "beat:";
  private static final Logger LOG = LoggerFactory.getLogger(RedisMembership.class);

  private final UnifiedJedis jedis;
  private final String group;
  private final InstanceId self;
  private final String storeId;
  private final ControlChannel channel;
  private final RedisScript beat;
  private boolean asked = true;
  private Map<InstanceId, Long> last = Map.of();
  private long looks;
  private int counted;
  private volatile boolean called;

  /// Asks nothing of Redis yet.
  ///
  /// @param jedis from [RedisConnections#openQuick]; closing it is the caller's, after [#leave]
  /// @param subscriber lends one of its connections for good; may be the same, with a connection
  ///   more
  /// @param storeId of the database that this instance uses
  public RedisMembership(
      UnifiedJedis jedis,
      UnifiedJedis subscriber,
      String group,
      InstanceId self,
      String storeId,
      Clock clock) {
    this.jedis = jedis;
    this.group = group;
    this.self = self;
    this.storeId = storeId;
    this.channel =
        new ControlChannel(subscriber, clock, channel(group, self.value()), channel(group, "all"));
    this.beat = new RedisScript(BEAT);
    listen(() -> {});
  }

  /// The hash of a group.
  static String key(String group) {
    return "executor:" + group;
  }

  static String beatField(InstanceId instance) {
    return BEAT_OF + instance;
  }

  private static String channel(String group, String name) {
    return key(group) + ":" + name;
  }

  /// The beats in the fields of a group's hash. What somebody else put there is left out.
  static Map<InstanceId, Long> beats(Map<String, @Nullable Object> fields) {
    Map<InstanceId, Long> beats = new HashMap<>();
    fields.forEach((name, value) -> {
      Long number = RedisReply.number(value);
      if (name.startsWith(BEAT_OF) && number != null) {
        beats.put(new InstanceId(name.substring(BEAT_OF.length())), number);
      }
    });
    return beats;
  }

  /// {@inheritDoc}
  ///
  /// When a channel cannot be looked at, its instance counts as attached: that is the safe side.
  ///
  /// @throws IllegalStateException when the group works on another database; this instance must
  ///   read nothing then, and has not joined
  @Override
  public Map<InstanceId, Sign> beat() {
    Map<InstanceId, Long> beats;
    try {
      beats = isAlone() ? countAlone() : count();
    } catch (JedisException e) {
      throw RedisErrors.unavailable("showing life in " + key(group), e);
    }
    if (looks == 0) {
      send(); // whoever was alone looks for others at its next beat
    }
    channel.open();
    Map<InstanceId, Boolean> attached = allMoved(beats) ? Map.of() : attached(beats.keySet());
    last = beats;
    Map<InstanceId, Sign> signs = new HashMap<>();
    beats.forEach((instance, number) ->
        signs.put(
            instance, new Sign(number, attached.getOrDefault(instance, Boolean.TRUE), false)));
    return signs;
  }

  /// Nobody else was there at the last look, and nobody has called since.
  private boolean isAlone() {
    boolean alone = last.keySet().equals(Set.of(self)) && !called && counted < COUNTED_ALONE;
    counted = alone ? counted + 1 : 0;
    called = false;
    return alone;
  }

  /// A count that does not go on shows that the hash was lost: then everything is looked at.
  private Map<InstanceId, Long> countAlone() {
    try {
      long number = jedis.hincrBy(key(group), beatField(self), 1);
      if (Long.valueOf(number - 1).equals(last.get(self))) {
        return Map.of(self, number);
      }
    } catch (JedisDataException e) {
      LOG.debug("a beat goes the way that needs no memory", e);
    }
    return count();
  }

  /// Two plain commands in the usual case: an idle instance should hardly be felt.
  private Map<InstanceId, Long> count() {
    Map<String, @Nullable Object> fields =
        RedisReply.map(jedis.executeCommand(new CommandArguments(Command.HGETALL).key(key(group))));
    Object store = fields.get(STORE);
    if (store != null && RedisReply.text(store).equals(storeId)) {
      try {
        Map<InstanceId, Long> beats = beats(fields);
        beats.put(self, jedis.hincrBy(key(group), beatField(self), 1));
        return beats;
      } catch (JedisDataException e) {
        LOG.debug("a beat goes the way that needs no memory", e);
      }
    }
    fields =
        RedisReply.map(
            beat.call(
                jedis,
                key(group),
                List.of(RedisReply.bytes(storeId), RedisReply.bytes(beatField(self)))));
    checkStore(RedisReply.text(fields.get(STORE)));
    return beats(fields);
  }

  /// Who has beaten since the last look needs no other proof of life. Now and then all are asked
  /// for all the same, since that shows whether our own subscription is where others look for it.
  private boolean allMoved(Map<InstanceId, Long> beats) {
    looks++;
    return looks % LOOKS_BETWEEN != 0
        && beats.entrySet().stream()
            .allMatch(one ->
                last.containsKey(one.getKey()) && !one.getValue().equals(last.get(one.getKey())));
  }

  private void checkStore(String groupsStore) {
    if (!groupsStore.equals(storeId)) {
      throw new IllegalStateException(
          ("the group %s works on the database %s, but this instance uses the database %s: two"
                  + " databases in one group would run jobs twice; give all instances the same"
                  + " DATABASE_URL, or, when the database was replaced on purpose, stop them all"
                  + " and DEL %s in Redis")
              .formatted(group, groupsStore, storeId, key(group)));
    }
  }

  private Map<InstanceId, Boolean> attached(Set<InstanceId> instances) {
    if (instances.size() < 2) {
      return Map.of(self, channel.isUp());
    }
    boolean wasUp = channel.isUp();
    Map<InstanceId, Boolean> attached = new HashMap<>();
    try {
      Map<String, Long> subscribers = subscribers(instances);
      instances.forEach(
          one -> attached.put(one, subscribers.getOrDefault(channel(group, one.value()), 0L) > 0));
      asked = true;
    } catch (JedisException e) {
      if (asked) {
        LOG.warn(
            "{}; a killed instance is noticed late until this works",
            RedisErrors.unavailable("looking who is subscribed", e).getMessage());
      }
      asked = false;
      return Map.of(self, wasUp);
    }
    if (wasUp && Boolean.FALSE.equals(attached.put(self, wasUp))) {
      channel.renew(); // it hangs on a node that has left the Cluster
    }
    return attached;
  }

  /// A node of a Cluster counts its own subscribers only.
  private Map<String, Long> subscribers(Set<InstanceId> instances) {
    CommandArguments command = new CommandArguments(Command.PUBSUB).add("NUMSUB");
    instances.forEach(one -> command.add(channel(group, one.value())));
    Map<String, Long> sum = new HashMap<>();
    for (Object answer : RedisConnections.askEveryNode(jedis, command)) {
      RedisReply.map(answer)
          .forEach((name, count) -> {
            Long number = RedisReply.number(count);
            sum.merge(name, number == null ? 0 : number, Long::sum);
          });
    }
    return sum;
  }

  @Override
  public void leave() {
    channel.close();
  }

  /// Nudges a group from a process that is none of its instances. Throws what Jedis throws.
  public static void nudge(UnifiedJedis jedis, String group) {
    jedis.executeCommand(
        new CommandArguments(Command.PUBLISH).add(channel(group, "all")).add("look"));
  }

  @Override
  public void send() {
    try {
      nudge(jedis, group);
    } catch (RuntimeException e) {
      LOG.debug("a nudge was not sent", e);
    }
  }

  /// {@inheritDoc}
  ///
  /// Also calls it whenever the subscription was made (again): something may have been missed.
  @Override
  public void listen(Runnable look) {
    channel.listen(() -> {
      called = true;
      look.run();
    });
  }
}
