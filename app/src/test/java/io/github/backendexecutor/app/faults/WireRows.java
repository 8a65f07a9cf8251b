package io.github.backendexecutor.app.faults;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Jedis;

/// Moments that only the bytes on the wire tell, and wires that fail.
final class WireRows {
  private WireRows() {}

  static List<Row> rows() {
    Setup two = Setup.of(2).onWires();
    Setup three = Setup.of(3).onWires();
    return List.of(
        Row.of(
            2, "kill -9 between the commit of a result and its XACK", 10, two, WireRows::beforeAck),
        Row.of(3, "kill -9 between XREADGROUP and the claim", 10, two, WireRows::beforeClaim),
        Row.of(
            15,
            "failover to a Redis replica that lags a second, read-only for 5 s",
            3,
            three,
            WireRows::failover),
        Row.of(
            20,
            "half-open TCP between one executor and Redis for 90 s",
            2,
            three,
            WireRows::halfOpen),
        Row.of(
            21,
            "replies of Redis and PostgreSQL cut after N bytes, for 60 s",
            3,
            three,
            WireRows::cutReplies));
  }

  /// Kills the executor that is about to acknowledge: the result is saved, the entry stays.
  private static void beforeAck(Round round) throws Exception {
    AtomicReference<@Nullable Instance> killed = new AtomicReference<>();
    tapRedis(round, killed, true, "EVAL");
    round.send(1, Behaviour.works(100));
    round.until("it acknowledges, and is killed", 60, () -> killed.get() != null);
    long at = Time.now();
    untap(round);
    round.expectWithin(30, "another settles the entry", () -> isSettled(round));
    round.recovered(Time.since(at));
    round.expect(round.calls().size() == 1, "the job ran " + round.calls().size() + " times");
  }

  /// Kills the executor whose read was answered, before it gets to know.
  private static void beforeClaim(Round round) throws Exception {
    AtomicReference<@Nullable Instance> killed = new AtomicReference<>();
    tapRedis(round, killed, false, "");
    round.send(1, Behaviour.works(100));
    round.until("it is given the entry, and is killed", 60, () -> killed.get() != null);
    untap(round);
    round.expectWithin(30, "the job runs elsewhere", () -> !round.calls().isEmpty());
  }

  /// Kills the first executor on whose wire to Redis our job and this word are seen.
  private static void tapRedis(
      Round round, AtomicReference<@Nullable Instance> killed, boolean toServer, String word) {
    for (Instance instance : round.stage().instances()) {
      instance
          .toRedis()
          .tap((to, bytes, length) -> {
            String text = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
            boolean it = to == toServer && text.contains(round.prefix()) && text.contains(word);
            if (it && killed.compareAndSet(null, instance)) {
              instance.kill();
              return 0;
            }
            return length;
          });
    }
  }

  private static void untap(Round round) {
    round.stage().instances().forEach(instance -> instance.toRedis().untap());
  }

  private static boolean isSettled(Round round) {
    return round.redis().ask(jedis -> jedis.xlen(Producer.AGENT)) == 0;
  }

  private static void failover(Round round) throws Exception {
    RedisServer master = round.redis();
    RedisServer replica =
        new RedisServer(round.stage().folder().resolve("redis-" + round.prefix()));
    replica.start("--replicaof", "127.0.0.1 " + master.port());
    round.mayForget();
    round.stage().atEnd(replica::close);
    round.send(60, round.between(2_000, 9_000));
    round.awaitRunning(50);
    round.until("the replica follows", 30, () -> replica.ask(Jedis::dbSize) >= 1);
    replica.ask(jedis -> jedis.replicaof("127.0.0.1", RedisServer.freePort()));
    round.send(30, round.between(100, 2_000));
    Time.pass(Duration.ofSeconds(1));
    master.kill();
    round.stage().redis(replica);
    round.stage().instances().forEach(instance -> instance.toRedis().leadTo(replica.port()));
    Time.pass(Duration.ofSeconds(5));
    replica.ask(Jedis::replicaofNoOne);
    long promoted = Time.now();
    List<String> after = round.send(30, Behaviour.works(100));
    round.expectWithin(
        20,
        "new jobs run",
        () -> round.calls().stream().filter(call -> after.contains(call.job())).count() == 30);
    Seen.awaitAllOver(round);
    round.expect(Time.since(promoted).toSeconds() < 120, "it took " + Time.since(promoted));
    Seen.nothingCharged(round);
  }

  private static void halfOpen(Round round) throws Exception {
    Feed feed = Feed.start(round, 5, round.between(1_000, 10_000));
    round.awaitRunning(30);
    Instance victim = round.busyInstance();
    victim.toRedis().freeze();
    Time.pass(round.seconds(90, 15));
    victim.toRedis().thaw();
    long healed = Time.now();
    feed.stop();
    Seen.awaitAllOver(round);
    round.recovered(Time.since(healed));
    Seen.nothingCharged(round);
  }

  private static void cutReplies(Round round) throws Exception {
    SplittableRandom dice = new SplittableRandom(round.random().nextLong());
    AtomicLong cuts = new AtomicLong();
    Wire.Tap tap =
        (toServer, _, length) -> {
          synchronized (dice) {
            if (toServer || dice.nextInt(60) > 0) {
              return length;
            }
            cuts.incrementAndGet();
            return dice.nextInt(length);
          }
        };
    for (Instance instance : round.stage().instances()) {
      instance.toRedis().tap(tap);
      instance.toDatabase().tap(tap);
    }
    Feed feed = Feed.start(round, 10, round.between(20, 500));
    Time.pass(round.seconds(60, 15));
    for (Instance instance : round.stage().instances()) {
      instance.toRedis().untap();
      instance.toDatabase().untap();
    }
    long healed = Time.now();
    feed.stop();
    Seen.awaitAllOver(round);
    round.recovered(Time.since(healed));
    round.note(cuts + " cuts");
    Seen.nothingCharged(round);
  }
}
