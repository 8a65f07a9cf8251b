package io.github.backendexecutor.app.faults;

import io.github.backendexecutor.app.faults.Ledger.Call;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Clocks, networks, limits and starts of the machines that executors run on.
final class HostRows {
  private static final Setup THREE = Setup.of(3);

  private HostRows() {}

  static List<Row> rows() {
    return List.of(
        Row.of(
                22,
                "the wall clock of Redis jumps an hour on, then back",
                3,
                THREE,
                HostRows::redisClock)
            .needs(Need.SHARED_REDIS),
        Row.of(
                23,
                "the wall clock of an executor jumps an hour on, then back",
                3,
                THREE,
                HostRows::executorClock)
            .needs(Need.C),
        Row.of(
                27,
                "one executor cut off from PostgreSQL for 200 s; then from Redis for 60 s",
                1,
                Setup.of(2).max(25),
                HostRows::partition)
            .needs(Need.NETWORKS),
        Row.of(
            41,
            "an executor starts before Redis and PostgreSQL",
            3,
            Setup.of(0),
            HostRows::startsFirst),
        Row.of(42, "256 file descriptors and -Xmx96m", 2, Setup.of(0), HostRows::limited),
        Row.of(
                43,
                "a host cut off silently (packets dropped)",
                3,
                Setup.of(2).max(40),
                HostRows::silent)
            .needs(Need.NETWORKS));
  }

  private static void redisClock(Round round) throws Exception {
    Clocks clocks = new Clocks(round.redis().folder());
    round.redis().kill();
    round.redis().launch("redis-server", clocks.environment());
    round.redis().awaitAnswer();
    long real = serverTime(round);
    Feed feed = Feed.start(round, 10, round.between(500, 5_000));
    round.awaitRunning(20);
    clocks.shiftBy(3_600);
    round.until("its clock has jumped", 10, () -> serverTime(round) > real + 3_000);
    Time.pass(round.seconds(40, 5));
    clocks.shiftBy(-3_600);
    Time.pass(round.seconds(40, 5));
    feed.stop();
    long quiet = Time.now();
    Seen.awaitAllOver(round);
    round.recovered(Time.since(quiet));
    Seen.nothingCharged(round);
  }

  private static long serverTime(Round round) {
    return round.redis().ask(jedis -> Long.parseLong(jedis.time().getFirst()));
  }

  private static void executorClock(Round round) throws Exception {
    Clocks clocks = new Clocks(round.stage().folder());
    Instance odd =
        round
            .stage()
            .launch(new Stage.Launch(List.of(), List.of(), List.of(), clocks.environment()))
            .awaitReady();
    Feed feed = Feed.start(round, 10, round.between(500, 5_000));
    round.until("it works", 60, () -> !round.runningOn(odd).isEmpty());
    clocks.shiftBy(3_600);
    Time.pass(round.seconds(40, 5));
    Instant ahead = Instant.now().plus(Duration.ofMinutes(30));
    round.expect(
        odd.lines().stream()
            .anyMatch(line -> line.compareTo(ahead.toString()) > 0 && line.startsWith("20")),
        "its clock did not jump");
    clocks.shiftBy(-3_600);
    Time.pass(round.seconds(40, 5));
    feed.stop();
    long quiet = Time.now();
    Seen.awaitAllOver(round);
    round.recovered(Time.since(quiet));
    Seen.nothingCharged(round);
    odd.process().signal("TERM");
    round.until("it ends", 30, () -> !odd.alive());
  }

  private static Instance launchInside(Round round, Enclave enclave) {
    var how = new Stage.Launch(enclave.prefix(), List.of(), List.of(), Map.of());
    return round.stage().launch(how, enclave.address()).awaitReady();
  }

  private static void silent(Round round) throws Exception {
    try (Enclave enclave = new Enclave();
        Instance far = launchInside(round, enclave)) {
      round.mayBeThoughtGone(far);
      round.mayOverlap();
      round.send(90, Behaviour.works(20_000));
      round.awaitRunning(80);
      round.until("it runs some of them", 20, () -> jobsOn(round, far).size() >= 5);
      Set<String> struck = jobsOn(round, far);
      enclave.cutOff();
      long cut = Time.now();
      round.until(
          struck.size() + " jobs of the cut off host run elsewhere",
          90,
          () -> elsewhere(round, struck, far) == struck.size());
      Duration recovery = Time.since(cut);
      round.recovered(recovery);
      round.expect(recovery.toSeconds() < 45, "it took " + recovery);
      enclave.join();
      Seen.awaitAllOver(round);
    }
  }

  private static void partition(Round round) throws Exception {
    try (Enclave enclave = new Enclave();
        Instance far = launchInside(round, enclave)) {
      round.mayBeThoughtGone(far);
      round.mayOverlap();
      round.send(60, i -> Behaviour.works(i % 2 == 0 ? 30_000 : 170_000));
      round.awaitRunning(55);
      round.until("it runs some of them", 20, () -> jobsOn(round, far).size() >= 5);
      Set<String> struck = jobsOn(round, far);
      enclave.cutOff(far.toDatabase().port());
      long cut = Time.now();
      Time.pass(Duration.ofSeconds(15));
      long later = Time.now();
      round.send(20, Behaviour.works(500));
      round.until("its jobs run elsewhere", 260, () -> elsewhere(round, struck, far) > 0);
      round.recovered(Time.since(cut));
      round.expect(
          round.calls().stream().noneMatch(call -> call.pid() == far.pid() && call.start() > later),
          "it started a job without a database");
      enclave.join();
      round.until(
          "it has ended what it lost",
          60,
          () -> jobsOn(round, far).stream().noneMatch(struck::contains));
      enclave.cutOff(far.toRedis().port());
      round.send(20, Behaviour.works(5_000));
      Time.pass(Duration.ofMinutes(1));
      enclave.join();
      Seen.awaitAllOver(round);
    }
  }

  private static Set<String> jobsOn(Round round, Instance instance) {
    return round.runningOn(instance).stream().map(Call::job).collect(Collectors.toSet());
  }

  private static long elsewhere(Round round, Set<String> jobs, Instance far) {
    return round.calls().stream()
        .filter(call -> call.pid() != far.pid() && jobs.contains(call.job()))
        .map(Call::job)
        .distinct()
        .count();
  }

  private static void startsFirst(Round round) throws Exception {
    round.redis().kill();
    round.stage().postgres().stopAtOnce();
    Instance early = round.stage().launch();
    round.until("it serves its health", 60, () -> early.health("liveness") == 200);
    round.expect(early.health("readiness") == 503, "it says that it is ready");
    Time.pass(Duration.ofSeconds(5));
    round.redis().start();
    round.stage().postgres().start();
    round.expectWithin(20, "it is ready", () -> early.health("readiness") == 200);
    round.send(20, Behaviour.works(100));
    Seen.awaitAllOver(round);
    early.process().signal("TERM");
    round.until("it ends", 30, () -> !early.alive());
  }

  private static void limited(Round round) throws Exception {
    var how =
        new Stage.Launch(
            List.of("/bin/sh", "-c", "ulimit -n 256; exec \"$@\"", "limited"),
            List.of("-Xmx96m"),
            List.of(),
            Map.of());
    Instance small = round.stage().launch(how).awaitReady();
    round.send(round.size(5_000, 1_000), round.between(10, 300));
    long sent = Time.now();
    Seen.awaitAllOver(round);
    round.recovered(Time.since(sent));
    round.note(small.residentMiB() + " MiB");
    small.process().signal("TERM");
    round.until("it ends", 30, () -> !small.alive());
    Seen.nothingCharged(round);
  }
}
