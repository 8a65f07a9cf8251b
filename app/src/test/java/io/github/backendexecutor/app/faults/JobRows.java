package io.github.backendexecutor.app.faults;

import io.github.backendexecutor.app.faults.Ledger.Call;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Jobs that are wrong, repeated, too many, slow and failing.
final class JobRows {
  private JobRows() {}

  static List<Row> rows() {
    Setup three = Setup.of(3);
    return List.of(
        Row.of(
            31,
            "entries that cannot be jobs: not JSON, not UTF-8, NUL, doubled and 20,000 fields, 20 MB, depth 10^6",
            3,
            three.jvm("-Xmx512m"),
            JobRows::malformed),
        Row.of(
            32,
            "one jobId 1,000 times over 3 executors, and once with another payload",
            10,
            three,
            JobRows::repeated),
        Row.of(
            33,
            "backlog of 1,000,000 jobs, executors join and leave",
            1,
            Setup.of(3).jvm("-D" + LedgerFile.SYNC + "=false"),
            JobRows::backlog),
        Row.of(
            34,
            "10,000 jobs in flight on one executor",
            1,
            Setup.of(1).max(10_000).jvm("-Xmx512m"),
            JobRows::inFlight),
        Row.of(
            35,
            "retry storm: 300 jobs that fail all the time, while new ones come",
            3,
            Setup.of(1).max(10).with("--executor.roles.agent.retry.max-attempts=20"),
            JobRows::storm),
        Row.of(
            36,
            "runs that hang, are deaf to interrupts, and answer too much",
            3,
            Setup.of(1)
                .max(8)
                .with(
                    "--executor.roles.agent.timeout=2s",
                    "--executor.roles.agent.retry.max-attempts=1"),
            JobRows::hanging));
  }

  private static void malformed(Round round) throws Exception {
    String id = round.prefix() + "bad-";
    List<List<byte[]>> bad = badEntries(id);
    round.send(50, round.between(100, 500));
    for (List<byte[]> fields : bad) {
      List<byte[]> arguments = new ArrayList<>(List.of(bytes(Producer.AGENT), bytes("*")));
      arguments.addAll(fields);
      round
          .redis()
          .ask(
              Duration.ofSeconds(30),
              jedis -> jedis.sendCommand(() -> bytes("XADD"), arguments.toArray(byte[][]::new)));
      round.send(5, Behaviour.works(10));
    }
    List<String> ids = IntStream.range(0, bad.size()).mapToObj(i -> id + i).toList();
    round.mayFail(ids);
    long sent = Time.now();
    Seen.awaitAllOver(round);
    round.recovered(Time.since(sent));
    // what has no readable id has the id of its entry
    String failed = "SELECT count(*) FROM job WHERE state = 'failed' AND job_id NOT LIKE 'r%'";
    long named = 0;
    for (String one : ids) {
      named += Seen.state(round, one).equals("failed") ? 1 : 0;
    }
    long recorded = named + round.stage().database().count(failed);
    round.expect(recorded >= bad.size(), recorded + " recorded of " + bad.size() + " bad entries");
    round.expect(
        round.calls().stream().noneMatch(call -> call.job().startsWith(id)), "a bad one ran");
    round.stage().instances().forEach(one -> round.note(one.residentMiB() + " MiB"));
  }

  private static List<List<byte[]>> badEntries(String id) {
    List<List<byte[]>> bad = new ArrayList<>();
    bad.add(List.of(bytes("payload"), bytes("{not json")));
    bad.add(List.of(bytes("payload"), new byte[] {'"', (byte) 0xC3, (byte) 0x28, '"'}));
    bad.add(List.of(bytes("task"), new byte[] {(byte) 0xFF, (byte) 0xFE}));
    bad.add(List.of(bytes("task"), new byte[] {'a', 0, 'b'}, bytes("payload"), bytes("NUL")));
    bad.add(List.of(bytes("delayMs"), bytes("soon")));
    String deep = "[".repeat(1_000_000) + "]".repeat(1_000_000);
    bad.add(List.of(bytes("payload"), bytes(deep)));
    bad.add(List.of(bytes("payload"), bytes('"' + "x".repeat(20_000_000) + '"')));
    bad.add(List.of(bytes("payload"), bytes("1"), bytes("payload"), bytes("2")));
    List<byte[]> many = new ArrayList<>();
    IntStream.range(0, 20_000).forEach(i -> many.addAll(List.of(bytes("f" + i), bytes("v"))));
    bad.add(many);
    return IntStream.range(0, bad.size()).mapToObj(i -> withId(id + i, bad.get(i))).toList();
  }

  private static List<byte[]> withId(String id, List<byte[]> fields) {
    List<byte[]> all = new ArrayList<>(List.of(bytes("jobId"), bytes(id)));
    all.addAll(fields);
    return all;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void repeated(Round round) throws Exception {
    var first = round.producer().entries(1, _ -> Behaviour.works(500));
    List<Map<String, String>> copies = new ArrayList<>();
    IntStream.range(0, 1_000).forEach(_ -> copies.addAll(first));
    round.producer().add(Producer.AGENT, copies.subList(0, 500));
    Map<String, String> other = new HashMap<>(first.getFirst());
    other.put("payload", Behaviour.works(1).payload());
    round.producer().add(Producer.AGENT, List.of(other));
    round.producer().add(Producer.AGENT, copies.subList(500, 1_000));
    round.producer().taken(first);
    long sent = Time.now();
    Seen.awaitAllOver(round);
    round.recovered(Time.since(sent));
    round.expect(round.calls().size() == 1, "it ran " + round.calls().size() + " times");
    long conflicts =
        round
            .stage()
            .database()
            .count(
                "SELECT count(*) FROM job WHERE state = 'failed' AND error LIKE ?",
                "%" + round.prefix() + "%");
    round.expect(conflicts == 1, conflicts + " conflicts were recorded");
  }

  private static void backlog(Round round) throws Exception {
    int jobs = round.size(1_000_000, 20_000);
    round.send(jobs, Behaviour.works(0));
    long sent = Time.now();
    long most = 0;
    Stage stage = round.stage();
    for (int done = 0; done < jobs; done = (int) JobFacts.ended(stage.database(), round.prefix())) {
      Time.pass(Duration.ofSeconds(10));
      if (round.random().nextInt(4) == 0) {
        round.anyInstance().process().signal(round.random().nextBoolean() ? "TERM" : "KILL");
        stage.launch().awaitReady();
      }
      for (Instance one : stage.instances()) {
        most = Math.max(most, one.residentMiB());
      }
      if (Time.since(sent).toMinutes() > 60) {
        round.problem(done + " of " + jobs + " in an hour");
        return;
      }
    }
    round.note("%,d jobs/s".formatted(jobs * 1_000L / Time.since(sent).toMillis()));
    round.note("at most %d MiB an executor of -Xmx256m".formatted(most));
    round.expect(most < 700, "memory grew to " + most + " MiB");
  }

  private static void inFlight(Round round) throws Exception {
    int jobs = round.size(10_000, 2_000);
    round.send(jobs, Behaviour.works(round.size(40_000, 15_000)));
    round.expectWithin(30, "all run at once", () -> round.running().size() >= jobs);
    round.note(round.anyInstance().residentMiB() + " MiB");
    long warned = Seen.warnings(round);
    Seen.awaitAllOver(round);
    round.expect(Seen.warnings(round) == warned, "there were warnings");
    Seen.nothingCharged(round);
  }

  private static void storm(Round round) throws Exception {
    round.mayFail(round.send(300, Behaviour.fails(100, 1_000)));
    round.until("all have failed once", 60, () -> hasFailed(round) >= 200);
    long sent = Time.now();
    Set<String> fresh = Set.copyOf(round.send(100, Behaviour.works(100)));
    round.until("the new ones run", 120, () -> begun(round, fresh) == fresh.size());
    Duration wait = Time.since(sent);
    round.recovered(wait);
    // alone they would take a second on ten slots; a fifth of the slots is theirs at the least
    round.expect(wait.toSeconds() < round.size(15, 30), "the new jobs waited " + wait);
  }

  private static long hasFailed(Round round) {
    return round.calls().stream()
        .filter(call -> "failed".equals(call.how()))
        .map(Call::job)
        .distinct()
        .count();
  }

  private static int begun(Round round, Set<String> jobs) {
    return round.calls().stream()
        .map(Call::job)
        .filter(jobs::contains)
        .collect(Collectors.toSet())
        .size();
  }

  private static void hanging(Round round) throws Exception {
    round.mayFail(round.send(8, Behaviour.works(600_000)));
    round.mayFail(round.send(4, Behaviour.deaf(600_000, 25_000)));
    round.mayFail(round.send(4, Behaviour.answers(5_000_000)));
    List<String> after = round.send(20, Behaviour.works(50));
    long sent = Time.now();
    round.until("those behind them have run", 60, () -> begun(round, Set.copyOf(after)) == 20);
    round.recovered(Time.since(sent));
    Seen.awaitAllOver(round);
  }
}
