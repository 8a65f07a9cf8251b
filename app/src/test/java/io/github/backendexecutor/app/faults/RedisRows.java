package io.github.backendexecutor.app.faults;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.ClientKillParams;
import redis.clients.jedis.params.ClientKillParams.SkipMe;

/// A Redis that dies, forgets, refuses and stands still.
final class RedisRows {
  private static final String GROUP = "executor-group";

  private RedisRows() {}

  static List<Row> rows() {
    Setup three = Setup.of(3);
    return List.of(
        Row.of(10, "Redis killed for 30 s under load (AOF everysec)", 5, three, RedisRows::killed),
        Row.of(11, "Redis comes back without its last second", 10, three, RedisRows::lastSecond),
        Row.of(12, "FLUSHALL amid 10,000 jobs", 5, three, RedisRows::flushed),
        Row.of(
            13,
            "XGROUP DESTROY, DEL, SETID 0, DELCONSUMER under load",
            5,
            three,
            RedisRows::groups),
        Row.of(14, "XDEL and XTRIM of the entries of running jobs", 5, three, RedisRows::deleted),
        Row.of(16, "Redis LOADING for 20 s", 2, three, RedisRows::loading),
        Row.of(
            17,
            "Redis out of memory, then unable to save (MISCONF)",
            3,
            three,
            RedisRows::refusing),
        Row.of(
            18,
            "CLIENT PAUSE ALL for 60 s, then DEBUG SLEEP 60",
            1,
            three,
            RedisRows::standingStill),
        Row.of(
            19,
            "CLIENT KILL of all connections, 10 times a second for 60 s",
            1,
            three,
            RedisRows::cutOff));
  }

  private static void killed(Round round) throws Exception {
    Feed feed = Feed.start(round, 20, round.between(500, round.size(15_000, 5_000)));
    round.awaitRunning(round.size(250, 80));
    round.redis().kill();
    long saved = JobFacts.ended(round.stage().database(), round.prefix());
    Time.pass(round.seconds(30, 8));
    round.expect(
        JobFacts.ended(round.stage().database(), round.prefix()) > saved + 20,
        "jobs that ended were not saved while Redis was away");
    round.redis().start();
    long back = Time.now();
    int before = round.calls().size();
    round.expectWithin(10, "new jobs run again", () -> round.calls().size() > before + 10);
    feed.stop();
    Seen.awaitAllOver(round);
    round.expect(Time.since(back).toSeconds() < 120, "it took " + Time.since(back));
  }

  /// What an operating system's crash does: the file ends a second early. Entries that were
  /// acknowledged in it are back, and those that were read in it are new again.
  private static void lastSecond(Round round) throws Exception {
    round.send(100, round.between(500, 4_000));
    round.awaitRunning(90);
    Time.pass(Duration.ofMillis(round.random().nextInt(2_000)));
    Path file = appendOnlyFile(round.redis().folder());
    long size = Files.size(file);
    Time.pass(Duration.ofSeconds(1));
    round.redis().kill();
    round.expect(Files.size(file) > size, "nothing was written in that second");
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      open.setLength(size);
    }
    round.redis().start();
    long back = Time.now();
    Seen.awaitAllOver(round);
    round.recovered(Time.since(back));
    Seen.nothingCharged(round);
  }

  private static Path appendOnlyFile(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("appendonlydir"))) {
      return files
          .filter(file -> file.toString().endsWith(".incr.aof"))
          .max(Path::compareTo)
          .orElseThrow();
    }
  }

  private static void flushed(Round round) throws Exception {
    int jobs = round.size(10_000, 2_000);
    round.mayForget();
    round.send(jobs, round.between(200, 1_000));
    round.until("a fifth has been begun", 60, () -> round.calls().size() > jobs / 5);
    round.redis().ask(Jedis::flushAll);
    round.expectWithin(
        5,
        "the groups are back",
        () -> Producer.STREAMS.stream().allMatch(stream -> hasGroup(round, stream)));
    List<String> after = round.send(50, Behaviour.works(10));
    Seen.awaitAllOver(round);
    for (String id : after) {
      round.expect(
          Seen.state(round, id).equals("completed"), id + ", sent afterwards, has not run");
    }
    long begun = round.calls().stream().map(Ledger.Call::job).distinct().count();
    round.note("%,d of %,d had been begun".formatted(begun - 50, jobs));
  }

  private static boolean hasGroup(Round round, String stream) {
    try {
      return round
          .redis()
          .ask(jedis ->
              jedis.xinfoGroups(stream).stream().anyMatch(group -> group.getName().equals(GROUP)));
    } catch (JedisDataException _) {
      return false; // no such key
    }
  }

  private static void groups(Round round) throws Exception {
    round.entriesAreTaken();
    round.send(100, round.between(1_000, 6_000));
    round.awaitRunning(90);
    round.redis().ask(jedis -> jedis.xgroupDestroy(Producer.AGENT, GROUP));
    round.expectWithin(5, "the group is back", () -> hasGroup(round, Producer.AGENT));
    round.send(50, round.between(1_000, 6_000));
    round.until("all have begun", 60, () -> round.calls().size() >= 150);
    round.redis().ask(jedis -> jedis.xgroupSetID(Producer.AGENT, GROUP, new StreamEntryID(0, 0)));
    Time.pass(Duration.ofSeconds(1));
    String consumer = Seen.consumers(round, Producer.AGENT).getFirst();
    round.redis().ask(jedis -> jedis.xgroupDelConsumer(Producer.AGENT, GROUP, consumer));
    Time.pass(Duration.ofSeconds(1));
    round.redis().ask(jedis -> jedis.del(Producer.AGENT));
    round.expectWithin(5, "the group is back", () -> hasGroup(round, Producer.AGENT));
    round.send(20, Behaviour.works(100));
    Seen.awaitAllOver(round);
    Seen.nothingCharged(round);
  }

  private static void deleted(Round round) throws Exception {
    round.entriesAreTaken();
    round.send(100, round.between(1_000, 4_000));
    round.until("all have begun", 60, () -> round.calls().size() >= 100);
    round
        .redis()
        .ask(jedis -> {
          List<StreamEntryID> some =
              jedis.xrange(Producer.AGENT, "-", "+", 30).stream()
                  .map(entry -> entry.getID())
                  .toList();
          return some.isEmpty()
              ? 0
              : jedis.xdel(Producer.AGENT, some.toArray(StreamEntryID[]::new));
        });
    Time.pass(Duration.ofMillis(500));
    round.redis().ask(jedis -> jedis.xtrim(Producer.AGENT, 0, false));
    round.send(20, Behaviour.works(100));
    Seen.awaitAllOver(round);
    Seen.nothingCharged(round);
  }

  private static void loading(Round round) throws Exception {
    // while it loads it listens after each 1,024 commands only
    int keys = round.size(20_000, 8_000);
    round
        .redis()
        .tell(pipeline -> IntStream.range(0, keys).forEach(i -> pipeline.set("filler:" + i, "x")));
    round.send(60, round.between(1_000, 8_000));
    round.awaitRunning(50);
    long warned = Seen.warnings(round);
    round.redis().kill();
    round.redis().launch("--key-load-delay", "1000");
    round.until("it is loading", 30, () -> saysLoading(round));
    round.expectWithin(
        10,
        "readiness tells",
        () -> round.stage().instances().stream().allMatch(one -> one.health("readiness") == 503));
    round.expect(
        round.stage().instances().stream().allMatch(one -> one.health("liveness") == 200),
        "liveness depends on Redis");
    round.redis().awaitAnswer();
    round.redis().ask(jedis -> jedis.configSet("key-load-delay", "0"));
    round.send(20, Behaviour.works(10));
    Seen.awaitAllOver(round);
    round.expectWithin(
        10,
        "all are ready again",
        () -> round.stage().instances().stream().allMatch(one -> one.health("readiness") == 200));
    long warnings = Seen.warnings(round) - warned;
    round.expect(warnings < 60, warnings + " warnings for one outage");
    Seen.nothingCharged(round);
  }

  private static boolean saysLoading(Round round) {
    try {
      round.redis().ask(jedis -> jedis.exists("any"));
      return false;
    } catch (JedisDataException e) {
      return String.valueOf(e.getMessage()).startsWith("LOADING");
    } catch (JedisException _) {
      return false; // not listening yet
    }
  }

  private static void refusing(Round round) throws Exception {
    round.send(100, round.between(1_000, 5_000));
    round.awaitRunning(90);
    round.redis().ask(jedis -> jedis.configSet("maxmemory", "1mb"));
    round.until("it refuses to grow", 30, () -> refuses(round, "OOM"));
    Time.pass(round.seconds(10, 6));
    round.redis().ask(jedis -> jedis.configSet("maxmemory", "0"));
    Seen.awaitAllOver(round);
    round.send(100, round.between(1_000, 5_000));
    round.awaitRunning(90);
    Path dump = round.redis().folder().resolve("dump.rdb");
    Files.createDirectories(dump.resolve("in the way"));
    round.redis().ask(jedis -> jedis.configSet("save", "3600 1"));
    round.redis().ask(Jedis::bgsave);
    round.until("it refuses to write", 30, () -> refuses(round, "MISCONF"));
    Time.pass(round.seconds(10, 6));
    round.redis().ask(jedis -> jedis.configSet("save", ""));
    long healed = Time.now();
    Suite.delete(dump);
    Seen.awaitAllOver(round);
    round.recovered(Time.since(healed));
    Seen.nothingCharged(round);
  }

  private static boolean refuses(Round round, String why) {
    try {
      round.redis().ask(jedis -> jedis.set("any", "x"));
      return false;
    } catch (JedisDataException e) {
      return String.valueOf(e.getMessage()).startsWith(why);
    }
  }

  private static void standingStill(Round round) throws Exception {
    round.send(100, round.between(1_000, 70_000 / round.size(1, 4)));
    round.awaitRunning(90);
    int seconds = round.size(60, 10);
    round.redis().ask(jedis -> jedis.clientPause(seconds * 1_000L));
    Time.pass(Duration.ofSeconds(seconds));
    round.redis().awaitAnswer();
    round
        .redis()
        .ask(
            Duration.ofSeconds(seconds + 10L),
            jedis ->
                jedis.sendCommand(
                    () -> "DEBUG".getBytes(StandardCharsets.US_ASCII), "SLEEP", "" + seconds));
    long awake = Time.now();
    round.send(50, Behaviour.works(10));
    Seen.awaitAllOver(round);
    round.recovered(Time.since(awake));
    Seen.nothingCharged(round);
  }

  private static void cutOff(Round round) throws Exception {
    Feed feed = Feed.start(round, 10, round.between(100, 2_000));
    round.awaitRunning(10);
    long end = Time.now() + round.seconds(60, 10).toNanos();
    ClientKillParams all = ClientKillParams.clientKillParams().skipMe(SkipMe.YES);
    long cut = 0;
    while (Time.now() < end) {
      cut += round.redis().ask(jedis -> jedis.clientKill(all));
      Time.pass(Duration.ofMillis(100));
    }
    round.note("%,d connections cut".formatted(cut));
    long healed = Time.now();
    feed.stop();
    Seen.awaitAllOver(round);
    round.recovered(Time.since(healed));
    Seen.nothingCharged(round);
  }
}
