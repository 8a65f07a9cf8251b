package io.github.backendexecutor.app.faults;

import io.github.backendexecutor.app.faults.Ledger.Call;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Jobs that somebody cancels, by the command that users have, in all states.
final class CancelRows {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int IDS_A_COMMAND = 250;

  private CancelRows() {}

  static List<Row> rows() {
    return List.of(
        Row.of(
            38,
            "cancel of 2,000 jobs that wait, run, end, fail, and have not come yet",
            5,
            Setup.of(3),
            CancelRows::cancelled));
  }

  /// @param answer what the command said of the job
  /// @param at when it had said so
  private record Cancel(String answer, long at) {}

  private static void cancelled(Round round) throws Exception {
    int jobs = round.size(2_000, 200);
    var unseen = round.producer().entries(20, _ -> Behaviour.works(10));
    round.producer().taken(unseen);
    List<String> early = round.producer().sent().stream().toList();
    Map<String, Cancel> cancels = new HashMap<>(cancel(round, early));
    round.expect(
        cancels.values().stream().allMatch(one -> one.answer().equals("unseen")),
        "known: " + cancels);
    round.producer().add(Producer.AGENT, unseen);
    List<String> ids = new ArrayList<>(round.send(jobs, i -> kind(round, i)));
    ids.addAll(sendForLater(round, jobs / 10));
    round.mayFail(early);
    round.mayFail(ids);
    Collections.shuffle(ids, round.random());
    Time.pass(Duration.ofMillis(round.random().nextInt(2_000)));
    cancels.putAll(cancelInParallel(round, ids));
    Seen.awaitAllOver(round);
    judge(round, cancels);
  }

  /// Many end before they are cancelled, a few only because they are.
  private static Behaviour kind(Round round, int i) {
    return switch (i % 5) {
      case 0 -> Behaviour.works(600_000);
      case 1 -> Behaviour.fails(1_500, 1_000);
      default -> Behaviour.works(round.random().nextInt(10_000));
    };
  }

  /// They would start in an hour.
  private static List<String> sendForLater(Round round, int jobs) {
    List<Map<String, String>> entries = new ArrayList<>();
    for (Map<String, String> entry : round.producer().entries(jobs, _ -> Behaviour.works(10))) {
      Map<String, String> later = new HashMap<>(entry);
      later.put("delayMs", "3600000");
      entries.add(later);
    }
    round.producer().add(Producer.AGENT, entries);
    return round.producer().taken(entries);
  }

  private static Map<String, Cancel> cancelInParallel(Round round, List<String> ids) {
    List<CompletableFuture<Map<String, Cancel>>> commands = new ArrayList<>();
    for (int i = 0; i < ids.size(); i += IDS_A_COMMAND) {
      List<String> some = ids.subList(i, Math.min(ids.size(), i + IDS_A_COMMAND));
      commands.add(CompletableFuture.supplyAsync(() -> cancel(round, some)));
    }
    Map<String, Cancel> all = new HashMap<>();
    commands.forEach(command -> all.putAll(command.join()));
    return all;
  }

  private static Map<String, Cancel> cancel(Round round, List<String> ids) {
    List<String> arguments = new ArrayList<>(List.of("--json"));
    arguments.addAll(ids);
    String printed = round.stage().command("cancel", arguments).text();
    long at = Time.now();
    Map<String, Cancel> cancels = new HashMap<>();
    for (JsonNode one : JSON.readTree(printed.substring(printed.indexOf('[')))) {
      cancels.put(one.path("jobId").asString(), new Cancel(one.path("answer").asString(), at));
    }
    return cancels;
  }

  private static void judge(Round round, Map<String, Cancel> cancels) throws Exception {
    Map<String, JobFacts.Fact> facts = JobFacts.of(round.stage().database(), round.prefix());
    Map<String, List<Call>> calls =
        round.calls().stream().collect(Collectors.groupingBy(Call::job));
    for (var entry : cancels.entrySet()) {
      String id = entry.getKey();
      Cancel cancel = entry.getValue();
      String state = facts.containsKey(id) ? facts.get(id).state() : "unknown";
      boolean before = cancel.answer().equals("ended_before");
      round.expect(
          before ? !state.equals("cancelled") : state.equals("cancelled"),
          id + ": the answer was " + cancel.answer() + ", and it is " + state);
      calls.getOrDefault(id, List.of()).forEach(call -> judge(round, call, cancel));
    }
    round.note(
        cancels.values().stream()
            .collect(Collectors.groupingBy(Cancel::answer, Collectors.counting()))
            .toString());
  }

  private static void judge(Round round, Call call, Cancel cancel) {
    round.expect(call.start() < cancel.at(), "it began after the cancel: " + call);
    Long end = call.end();
    if (cancel.answer().equals("stopping") && end != null) {
      Duration late = Duration.ofNanos(Math.max(0, end - cancel.at()));
      round.recovered(late);
      round.expect(late.toSeconds() < round.size(5, 15), "it went on for " + late + ": " + call);
    }
    round.expect(
        !cancel.answer().equals("unseen"), "it was cancelled before it came, and ran: " + call);
  }
}
