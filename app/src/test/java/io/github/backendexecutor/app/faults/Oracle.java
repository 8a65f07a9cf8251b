package io.github.backendexecutor.app.faults;

import io.github.backendexecutor.app.faults.JobFacts.EndedRun;
import io.github.backendexecutor.app.faults.JobFacts.Fact;
import io.github.backendexecutor.app.faults.Ledger.Call;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Judges a round from three sides: the ledger says what ran, the database what was recorded, Redis
/// what is left.
final class Oracle {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Fact UNKNOWN = new Fact("unknown", 0, null, null, Map.of());

  private final Round round;
  private final Map<String, Fact> facts;
  private final Map<String, List<Call>> calls;

  private Oracle(Round round) throws SQLException {
    this.round = round;
    this.facts = JobFacts.of(round.stage().database(), round.prefix());
    this.calls =
        round.calls().stream()
            .collect(Collectors.groupingBy(Call::job, TreeMap::new, Collectors.toList()));
  }

  static void judge(Round round) throws SQLException {
    Oracle oracle = new Oracle(round);
    oracle.count();
    oracle.overlaps();
    oracle.limits();
    List<String> broken = Invariants.broken(round.stage().database());
    broken.stream().limit(5).forEach(round::problem);
  }

  private void count() {
    long lost = 0;
    long extra = 0;
    long again = 0;
    Set<String> jobs = new HashSet<>(round.producer().sent());
    jobs.addAll(calls.keySet());
    for (String id : jobs) {
      List<Call> runs = calls.getOrDefault(id, List.of());
      Fact fact = facts.getOrDefault(id, UNKNOWN);
      lost += isLost(id, fact, runs) ? 1 : 0;
      long unexplained = unexplained(fact, runs);
      extra += unexplained;
      again += Math.max(0, runs.size() - 1 - unexplained);
      checkEnd(id, fact, runs);
    }
    round.tally().count(jobs.size(), lost, extra, again);
    round.expect(lost == 0, lost + " jobs are lost");
    round.expect(extra == 0, extra + " runs that nothing explains");
  }

  /// A job is lost when it was accepted and has no end. One that Redis was made to forget before
  /// anybody read it was not accepted.
  private boolean isLost(String id, Fact fact, List<Call> runs) {
    boolean forgotten = round.forgettingAllowed() && !facts.containsKey(id) && runs.isEmpty();
    return !fact.ended() && !forgotten;
  }

  /// Runs that should not have been: the same run twice, runs after the one that the job ended
  /// with, and runs that followed one which neither failed nor was lost or given back.
  private long unexplained(Fact fact, List<Call> runs) {
    Set<Integer> seen = new HashSet<>();
    long unexplained = 0;
    for (Call run : runs) {
      EndedRun end = fact.runs().get(run.attempt());
      boolean last = run.attempt() == fact.attempt();
      boolean explained = last || (end != null && !end.outcome().equals("completed"));
      if (!seen.add(run.attempt()) || run.attempt() > fact.attempt() || !explained) {
        unexplained++;
        round.problem("run " + run + " is not explained by " + fact);
      }
      if (end != null && end.lost() && !mayBeLost(run)) {
        round.problem("run " + run + " was called lost, and its executor lived");
      }
    }
    return unexplained;
  }

  private boolean mayBeLost(Call run) {
    return round.stage().ledger().death(run.pid()) != null || round.mayBeThoughtGone(run.pid());
  }

  private void checkEnd(String id, Fact fact, List<Call> runs) {
    if (fact.state().equals("completed")) {
      boolean ran =
          runs.stream().anyMatch(run -> run.attempt() == fact.attempt() && "ok".equals(run.how()));
      round.expect(ran, id + " has a result, and the run that it names did not end well");
      round.expect(
          answeredBy(fact.output()) == fact.attempt(),
          id + " has the result of another run: " + fact.output());
    } else if (fact.ended() && !round.mayFail(id)) {
      round.problem(id + " is " + fact.state() + ": " + fact.error());
    }
  }

  private static int answeredBy(@Nullable String output) {
    return JSON.readTree(String.valueOf(output)).path("attempt").asInt(-1);
  }

  private void overlaps() {
    for (List<Call> runs : calls.values()) {
      for (int i = 1; i < runs.size(); i++) {
        Long over = round.stage().ledger().over(runs.get(i - 1));
        boolean overlap = over == null || over > runs.get(i).start();
        if (overlap && !round.overlapsAllowed()) {
          round.problem("two runs at once: " + runs.get(i - 1) + " and " + runs.get(i));
        }
      }
    }
  }

  /// No executor ran more at once than it may.
  private void limits() {
    Map<Long, TreeMap<Long, Integer>> changes = new TreeMap<>();
    for (List<Call> runs : calls.values()) {
      for (Call run : runs) {
        TreeMap<Long, Integer> own = changes.computeIfAbsent(run.pid(), _ -> new TreeMap<>());
        own.merge(run.start(), 1, Integer::sum);
        Long end = run.end();
        if (end != null) {
          own.merge(end, -1, Integer::sum);
        }
      }
    }
    changes.forEach((pid, own) -> {
      int now = 0;
      int most = 0;
      for (int change : own.values()) {
        now += change;
        most = Math.max(most, now);
      }
      round.expect(
          most <= round.stage().setup().max(), "executor " + pid + " ran " + most + " at once");
    });
  }
}
