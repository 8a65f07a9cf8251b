package io.github.backendexecutor.executor.proof.simulation;

import io.github.backendexecutor.executor.job.Begun;
import io.github.backendexecutor.executor.job.CancelAnswer;
import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.job.Ending;
import io.github.backendexecutor.executor.job.Entry;
import io.github.backendexecutor.executor.job.Gone;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.JobEvent;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobRecord;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.Run;
import io.github.backendexecutor.executor.job.RunKey;
import io.github.backendexecutor.executor.job.Saved;
import io.github.backendexecutor.executor.job.TakenOver;
import io.github.backendexecutor.executor.spi.JobHistory;
import io.github.backendexecutor.executor.testing.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// Looks at every change while it is made, and says which law it breaks.
final class Witness {
  /// Nobody is taken for dead sooner after his last beat.
  private static final Duration THREE_BEATS = Duration.ofSeconds(6);

  private final JobHistory rows;
  private final Ledger ledger;
  private final ManualClock time;
  private final Trace trace;
  private final List<String> problems = new ArrayList<>();
  private final Set<RunKey> takenOver = new HashSet<>();
  private final Set<InstanceId> dead = new HashSet<>();
  private final Map<InstanceId, Long> lastBeat = new HashMap<>();
  private final Map<JobId, Integer> cancelled = new HashMap<>();
  private int runs;
  private int overlaps;
  private int refused;
  private int again;
  private int kept;
  private final Set<JobId> told = new HashSet<>();

  Witness(JobHistory rows, Ledger ledger, ManualClock time, Trace trace) {
    this.rows = rows;
    this.ledger = ledger;
    this.time = time;
    this.trace = trace;
  }

  /// What the simulations must have come across to mean something.
  ///
  /// @param runs how often a runner was called
  /// @param takenOver how many runs were taken over
  /// @param overlaps how many of those went on while the next one ran
  /// @param refused how many endings were not saved because their run had been lost
  /// @param again how many endings were saved more than once
  /// @param kept how many endings waited on the disk
  /// @param cancelled how many jobs were cancelled
  record Sights(
      int runs, int takenOver, int overlaps, int refused, int again, int kept, int cancelled) {
    static final Sights NONE = new Sights(0, 0, 0, 0, 0, 0, 0);

    Sights plus(Sights more) {
      return new Sights(
          runs + more.runs,
          takenOver + more.takenOver,
          overlaps + more.overlaps,
          refused + more.refused,
          again + more.again,
          kept + more.kept,
          cancelled + more.cancelled);
    }
  }

  Sights sights() {
    return new Sights(runs, takenOver.size(), overlaps, refused, again, kept, cancelled.size());
  }

  List<String> problems() {
    return problems;
  }

  boolean wasTold(JobId job) {
    return told.contains(job);
  }

  boolean wasCancelled(JobId job) {
    return cancelled.containsKey(job);
  }

  void check(boolean holds, String law, Supplier<String> what) {
    if (!holds) {
      problems.add(law + ": " + what.get());
      trace.add(() -> "BROKEN " + law + ": " + what.get());
    }
  }

  void beats(InstanceId who) {
    lastBeat.put(who, time.nanos());
  }

  void died(InstanceId who) {
    dead.add(who);
    ledger.died(who);
  }

  Begun begin(InstanceId who, Delivery delivery, Supplier<Begun> work) {
    String what = who + " begins " + delivery.entry() + " of " + delivery.jobId();
    return changes(what, delivery.jobId(), work);
  }

  Saved finish(InstanceId who, Ending ending, Supplier<Saved> work) {
    Run run = ending.run();
    Optional<JobRecord> before = rows.job(run.job().id());
    boolean held = before.filter(row -> isHeld(row, who, run.attempt())).isPresent();
    String what = "%s saves %s %s".formatted(who, run.key(), ending.verdict().state().word());
    try {
      Saved saved = changes(what, run.job().id(), work);
      refused += saved == Saved.NOT_OURS ? 1 : 0;
      again += saved != Saved.NOT_OURS && !held ? 1 : 0;
      return saved;
    } finally {
      check(
          held || before.equals(rows.job(run.job().id())),
          "I7 stale writes change nothing",
          () -> what + " over " + before);
    }
  }

  List<Run> due(InstanceId who, Supplier<List<Run>> work) {
    List<Run> runs = work.get();
    runs.forEach(run -> {
      trace.add(() -> who + " claims " + run.key());
      mayBeIssued(run.job().id(), run.attempt());
    });
    return runs;
  }

  TakenOver takeOver(InstanceId who, Gone gone, Supplier<TakenOver> work) {
    List<JobRecord> theirs =
        rows.jobs(new JobHistory.Filter(null, JobState.RUNNING, null), 1_000).stream()
            .filter(row -> gone.instance().equals(row.owner()))
            .toList();
    try {
      return work.get();
    } finally {
      for (JobRecord row : theirs) {
        JobRecord now = rows.job(row.id()).orElseThrow();
        if (now.state() != JobState.RUNNING) {
          trace.add(() -> who + " takes " + row.id() + " over from " + row.owner());
          takenOver.add(new RunKey(row.id(), row.attempt()));
          long silent = time.nanos() - lastBeat.getOrDefault(gone.instance(), 0L);
          check(
              dead.contains(gone.instance()) || silent >= THREE_BEATS.toNanos(),
              "I5 a verdict needs silence",
              () -> gone + " was taken for dead after " + Duration.ofNanos(silent));
        }
      }
    }
  }

  CancelAnswer cancel(JobId job, Supplier<CancelAnswer> work) {
    Optional<JobRecord> before = rows.job(job);
    CancelAnswer answer = changes("somebody cancels " + job, job, work);
    if (answer != CancelAnswer.ENDED_BEFORE) {
      cancelled.putIfAbsent(job, before.map(JobRecord::attempt).orElse(0));
    }
    return answer;
  }

  /// A runner is called.
  void starts(Ledger.Call call) {
    runs++;
    RunKey run = new RunKey(call.job, call.attempt);
    trace.add(() -> call.who + " runs " + run);
    List<Ledger.Call> all = ledger.of(call.job);
    for (Ledger.Call other : all) {
      if (other != call) {
        RunKey earlier = new RunKey(other.job, other.attempt);
        overlaps += other.goesOn() ? 1 : 0;
        check(
            other.attempt < call.attempt
                || (other.attempt > call.attempt && takenOver.contains(run)),
            "I4 attempts increase",
            () -> run + " starts after " + earlier);
        check(
            !other.goesOn() || takenOver.contains(earlier) || takenOver.contains(run),
            "I5 overlap only after a verdict",
            () -> run + " starts while " + earlier + " of " + other.who + " goes on");
      }
    }
    check(
        ledger.goingOn(call.who) <= Site.TOTAL
            && ledger.goingOn(call.who, call.role) <= Site.OF_ROLE,
        "I8 limits are kept",
        () -> call.who + " runs too many with " + run);
    check(
        takenOver.contains(run) || !isOver(call.job),
        "I3 nothing starts after the end",
        () -> call.who + " runs " + run);
    mayBeIssued(call.job, call.attempt);
  }

  void keeps(Ending ending) {
    kept++;
    trace.add(() -> ending.run().key() + " is kept on the disk");
  }

  void settles(Entry entry, String settleKey) {
    trace.add(() -> "settled " + entry);
    boolean own = !settleKey.isEmpty() && isOver(new JobId(settleKey));
    check(
        own
            || rows.jobs(JobHistory.Filter.ANY, 1_000).stream()
                .anyMatch(row -> entry.equals(row.entry()) && row.state().terminal()),
        "I2 settled only after the end",
        () -> entry + " of " + settleKey);
  }

  void tells(JobEvent event) {
    if (event.kind() == JobEvent.Kind.COMPLETED) {
      told.add(event.jobId());
      check(
          rows.job(event.jobId()).filter(row -> row.state() == event.status()).isPresent(),
          "I1 what is told is what is saved",
          () -> event + " but " + rows.job(event.jobId()));
    }
  }

  private void mayBeIssued(JobId job, int attempt) {
    check(
        attempt <= cancelled.getOrDefault(job, Integer.MAX_VALUE),
        "I14 nothing starts after a cancel",
        () -> job + " attempt " + attempt);
  }

  private <A> A changes(String what, JobId job, Supplier<A> work) {
    Optional<JobRecord> before = rows.job(job);
    try {
      return work.get();
    } finally {
      Optional<JobRecord> after = rows.job(job);
      trace.add(() -> what + ": " + word(before) + " -> " + word(after));
      if (before.isPresent() && before.get().state().terminal()) {
        check(
            isSameEnd(before.get(), after.orElseThrow()),
            "I1 one terminal record",
            () -> what + " changes " + before + " to " + after);
      }
      after.ifPresent(row -> mayBeIssued(job, row.attempt()));
    }
  }

  /// An entry that comes after its job was cancelled fills in what it says, and nothing else.
  private static boolean isSameEnd(JobRecord before, JobRecord after) {
    return before.state() == after.state()
        && before.attempt() == after.attempt()
        && java.util.Objects.equals(before.output(), after.output())
        && java.util.Objects.equals(before.error(), after.error())
        && java.util.Objects.equals(before.finishedAt(), after.finishedAt());
  }

  private static boolean isHeld(JobRecord row, InstanceId by, int attempt) {
    return row.state() == JobState.RUNNING && row.attempt() == attempt && by.equals(row.owner());
  }

  private boolean isOver(JobId job) {
    return rows.job(job).filter(row -> row.state().terminal()).isPresent();
  }

  private static String word(Optional<JobRecord> row) {
    return row.map(it -> it.state().word() + " " + it.attempt() + " of " + it.owner())
        .orElse("unknown");
  }
}
