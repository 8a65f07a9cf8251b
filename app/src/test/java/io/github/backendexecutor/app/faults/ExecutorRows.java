package io.github.backendexecutor.app.faults;

import io.github.backendexecutor.app.faults.Ledger.Call;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Executors that are killed, stopped, asked to end, and ended by their jobs.
final class ExecutorRows {
  private ExecutorRows() {}

  static List<Row> rows() {
    Setup three = Setup.of(3);
    return List.of(
        Row.of(
            1,
            "kill -9 of one of 3 executors with 300 jobs running",
            50,
            three,
            ExecutorRows::killed),
        Row.of(4, "SIGSTOP for 20 s", 3, three, round -> paused(round, round.seconds(20, 12))),
        Row.of(5, "SIGSTOP for 90 s, then SIGCONT", 3, three, ExecutorRows::thoughtGone),
        Row.of(
            6,
            "all threads stand still for 26 s",
            3,
            three,
            round -> paused(round, Duration.ofSeconds(26))),
        Row.of(7, "SIGTERM with 50 jobs running", 10, three, ExecutorRows::terminated),
        Row.of(
            8,
            "SIGTERM while it waits in a read, into a burst of jobs",
            20,
            three,
            ExecutorRows::terminatedInRead),
        Row.of(9, "a job that ends its JVM", 3, three, ExecutorRows::halted),
        Row.of(40, "rolling restart of 3 executors under load", 5, three, ExecutorRows::rolled));
  }

  private static void killed(Round round) throws Exception {
    int jobs = round.size(300, 60);
    round.send(jobs, round.between(4_000, 9_000));
    round.awaitRunning(jobs * 9 / 10);
    Time.pass(Duration.ofMillis(round.random().nextInt(2_000)));
    Instance victim = round.busyInstance();
    victim.kill();
    long killed = Time.now();
    Set<String> struck =
        round.calls().stream()
            .filter(call -> call.pid() == victim.pid() && call.end() == null)
            .map(Call::job)
            .collect(Collectors.toSet());
    round.stage().launch();
    round.until(
        struck.size() + " jobs of the killed executor run elsewhere",
        60,
        () -> begunAgain(round, struck, killed).size() == struck.size());
    long last =
        begunAgain(round, struck, killed).values().stream().max(Long::compare).orElse(killed);
    Duration recovery = Duration.ofNanos(last - killed);
    round.recovered(recovery);
    round.expect(
        recovery.toSeconds() < round.size(10, 30),
        "the last of them began only after " + recovery.toMillis() + " ms");
    round.expect(
        round.calls().stream()
            .filter(call -> call.start() > killed && call.attempt() > 1)
            .allMatch(call -> struck.contains(call.job()) || savedTooLate(round, call, victim)),
        "a job ran again that did not run on the killed executor");
  }

  /// The runner had ended, and the executor was killed before that was saved.
  private static boolean savedTooLate(Round round, Call again, Instance victim) {
    return round.calls().stream()
        .anyMatch(call -> call.job().equals(again.job()) && call.pid() == victim.pid());
  }

  /// When each of these jobs was first started after that time.
  private static Map<String, Long> begunAgain(Round round, Set<String> jobs, long since) {
    return round.calls().stream()
        .filter(call -> call.start() > since && jobs.contains(call.job()))
        .collect(Collectors.toMap(Call::job, Call::start, Math::min));
  }

  /// Too short to be thought gone: nobody takes anything over.
  private static void paused(Round round, Duration span) throws Exception {
    round.send(round.size(100, 30), round.between(500, 10_000));
    round.awaitRunning(20);
    Instance victim = round.busyInstance();
    victim.process().signal("STOP");
    Time.pass(span);
    victim.process().signal("CONT");
    long woken = Time.now();
    Seen.awaitAllOver(round);
    round.recovered(Time.since(woken));
  }

  /// So long that others must take over: the late result is refused, and what still runs is ended.
  private static void thoughtGone(Round round) throws Exception {
    round.send(round.size(60, 30), i -> Behaviour.works(i % 3 == 0 ? 120_000 : 20_000));
    round.awaitRunning(20);
    Instance victim = round.busyInstance();
    List<Call> struck = round.runningOn(victim);
    round.mayBeThoughtGone(victim);
    round.mayOverlap();
    victim.process().signal("STOP");
    long stopped = Time.now();
    Set<String> jobs = struck.stream().map(Call::job).collect(Collectors.toSet());
    round.until(
        jobs.size() + " jobs of the stopped executor run elsewhere",
        80,
        () -> begunAgain(round, jobs, stopped).size() == jobs.size());
    round.recovered(Time.since(stopped));
    Time.pass(Duration.ofSeconds(90).minus(Time.since(stopped)));
    victim.process().signal("CONT");
    round.expectWithin(
        10, "it ends what it lost", () -> struck.stream().allMatch(call -> over(round, call)));
    round.expect(victim.alive(), "the executor ended though it was only stopped for a while");
  }

  private static boolean over(Round round, Call call) {
    return round.running().stream()
        .noneMatch(now -> now.job().equals(call.job()) && now.pid() == call.pid());
  }

  private static void terminated(Round round) throws Exception {
    round.send(150, Behaviour.works(round.size(8_000, 6_000)));
    round.awaitRunning(140);
    Instance victim = mostBusy(round);
    Set<String> jobs = round.runningOn(victim).stream().map(Call::job).collect(Collectors.toSet());
    victim.process().signal("TERM");
    round.until("it ends", 30, () -> !victim.alive());
    Set<String> released =
        round.calls().stream()
            .filter(call -> call.pid() == victim.pid() && "interrupted".equals(call.how()))
            .map(Call::job)
            .collect(Collectors.toSet());
    round.expect(!released.isEmpty(), "it gave back nothing");
    round.expect(jobs.containsAll(released), "it began jobs after SIGTERM");
    round.until(
        released.size() + " jobs that it gave back run elsewhere",
        60,
        () -> released.stream().allMatch(job -> hasRunElsewhere(round, job, victim)));
    Duration last =
        released.stream()
            .map(job -> gap(round, job, victim))
            .max(Duration::compareTo)
            .orElse(Duration.ZERO);
    round.recovered(last);
    round.expect(
        last.toMillis() < round.size(3_000, 9_000),
        "a job that it gave back began only after " + last.toMillis() + " ms");
    Seen.awaitAllOver(round);
    Seen.nothingCharged(round);
    Seen.hasLeft(round, victim);
  }

  /// From the end of the job's run on one executor to its start on another.
  private static Duration gap(Round round, String job, Instance victim) {
    long given = 0;
    for (Call call : round.calls()) {
      Long end = call.end();
      if (call.job().equals(job) && call.pid() == victim.pid() && end != null) {
        given = end;
      } else if (call.job().equals(job) && given > 0) {
        return Duration.ofNanos(call.start() - given);
      }
    }
    return Duration.ZERO;
  }

  private static Instance mostBusy(Round round) throws Exception {
    return round.stage().instances().stream()
        .max((one, other) ->
            Integer.compare(round.runningOn(one).size(), round.runningOn(other).size()))
        .orElseThrow();
  }

  private static boolean hasRunElsewhere(Round round, String job, Instance victim) {
    return round.calls().stream()
        .anyMatch(call -> call.job().equals(job) && call.pid() != victim.pid());
  }

  private static void terminatedInRead(Round round) throws Exception {
    Instance victim = round.anyInstance();
    victim.process().signal("TERM");
    for (int i = 0; i < 10; i++) {
      round.send(10, Behaviour.works(20));
    }
    long burst = Time.now();
    round.until("it ends", 30, () -> !victim.alive());
    Seen.awaitAllOver(round);
    round.recovered(Time.since(burst));
    Seen.nothingCharged(round);
    Seen.hasLeft(round, victim);
  }

  private static void halted(Round round) throws Exception {
    List<String> poison = round.send(1, Behaviour.halts(500));
    round.mayFail(poison);
    round.send(40, round.between(50, 400));
    int executors = round.stage().setup().executors();
    round.until(
        "the job has failed",
        180,
        () -> {
          if (round.stage().instances().size() < executors) {
            round.stage().launch().awaitReady();
          }
          return Seen.state(round, poison.getFirst()).equals("failed");
        });
    long runs = round.calls().stream().filter(call -> call.job().equals(poison.getFirst())).count();
    round.expect(runs == 3, "it ran " + runs + " times, and may be lost twice");
  }

  private static void rolled(Round round) throws Exception {
    Feed feed = Feed.start(round, 20, round.between(200, 4_000));
    for (Instance old : round.stage().instances()) {
      Time.pass(Duration.ofSeconds(2));
      old.process().signal("TERM");
      round.stage().launch().awaitReady();
      round.until("it ends", 30, () -> !old.alive());
      Seen.hasLeft(round, old);
    }
    feed.stop();
    long stopped = Time.now();
    Seen.awaitAllOver(round);
    round.recovered(Time.since(stopped));
    Seen.nothingCharged(round);
  }
}
