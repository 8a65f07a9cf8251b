package io.github.backendexecutor.app.faults;

import io.github.backendexecutor.app.faults.Ledger.Call;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/// One time that a row's fault is played: its jobs, what may come of them, and what was seen.
final class Round {
  private final Stage stage;
  private final Tally tally;
  private final boolean brief;
  private final String prefix;
  private final Random random;
  private final Producer producer;
  private final Set<String> mayFail = new HashSet<>();
  private final Set<Long> mayBeThoughtGone = new HashSet<>();
  private boolean mayOverlap;
  private boolean mayForget;
  private boolean entriesAreSafe = true;

  Round(Stage stage, Tally tally, boolean brief, String prefix, long seed) {
    this.stage = stage;
    this.tally = tally;
    this.brief = brief;
    this.prefix = prefix;
    this.random = new Random(seed);
    this.producer = new Producer(stage, prefix);
  }

  Stage stage() {
    return stage;
  }

  RedisServer redis() {
    return stage.redis();
  }

  Tally tally() {
    return tally;
  }

  /// Whether this is the form for each build: smaller, and on a machine that does other things too.
  boolean brief() {
    return brief;
  }

  /// So many in the long form, and so many in the short one.
  int size(int full, int small) {
    return brief ? small : full;
  }

  Duration seconds(int full, int small) {
    return Duration.ofSeconds(size(full, small));
  }

  String prefix() {
    return prefix;
  }

  Random random() {
    return random;
  }

  Producer producer() {
    return producer;
  }

  List<String> send(int jobs, Behaviour behaviour) {
    return send(jobs, _ -> behaviour);
  }

  List<String> send(int jobs, IntFunction<Behaviour> behaviour) {
    return producer.send(Producer.AGENT, jobs, behaviour);
  }

  /// A job that works between these two milliseconds.
  IntFunction<Behaviour> between(int low, int high) {
    return _ -> Behaviour.works(random.nextInt(low, high));
  }

  Instance anyInstance() {
    List<Instance> all = stage.instances();
    return all.get(random.nextInt(all.size()));
  }

  /// Any, but not one that has hardly a job to lose.
  Instance busyInstance() {
    List<Instance> busy =
        stage.instances().stream().filter(one -> runningOn(one).size() >= 5).toList();
    return busy.get(random.nextInt(busy.size()));
  }

  void awaitRunning(int atLeast) {
    until("%d jobs run".formatted(atLeast), 60, () -> running().size() >= atLeast);
  }

  List<Call> running() {
    return stage.ledger().running(prefix);
  }

  List<Call> runningOn(Instance instance) {
    return running().stream().filter(call -> call.pid() == instance.pid()).toList();
  }

  List<Call> calls() {
    return stage.ledger().calls(prefix);
  }

  void until(String what, int seconds, Callable<Boolean> condition) {
    Awaitility.await(what)
        .atMost(Duration.ofSeconds(seconds))
        .pollInterval(Duration.ofMillis(50))
        .until(condition);
  }

  /// Like `until`, but goes on when it does not come true, and counts how long it took.
  void expectWithin(int seconds, String what, Callable<Boolean> condition) {
    long start = Time.now();
    try {
      until(what, brief ? 3 * seconds : seconds, condition);
      recovered(Time.since(start));
    } catch (ConditionTimeoutException _) {
      problem("not within %d s: %s".formatted(brief ? 3 * seconds : seconds, what));
    }
  }

  /// Like `expectWithin` for what takes its time and is no recovery.
  void expectSoon(int seconds, String what, Callable<Boolean> condition) {
    try {
      until(what, seconds, condition);
    } catch (ConditionTimeoutException _) {
      problem("not within %d s: %s".formatted(seconds, what));
    }
  }

  void expect(boolean condition, String what) {
    if (!condition) {
      problem(what);
    }
  }

  void problem(String what) {
    tally.problem(prefix + " " + what);
  }

  void recovered(Duration span) {
    tally.recovered(span);
  }

  void note(String what) {
    tally.note(what);
  }

  /// These jobs are made to fail.
  void mayFail(Collection<String> ids) {
    mayFail.addAll(ids);
  }

  boolean mayFail(String id) {
    return mayFail.contains(id);
  }

  /// Others may take this executor's jobs over though its process lives.
  void mayBeThoughtGone(Instance instance) {
    mayBeThoughtGone.add(instance.pid());
  }

  boolean mayBeThoughtGone(long pid) {
    return mayBeThoughtGone.contains(pid);
  }

  /// Two runs of a job may overlap, since the first owner lives on unseen.
  void mayOverlap() {
    mayOverlap = true;
  }

  boolean overlapsAllowed() {
    return mayOverlap;
  }

  /// Redis itself is made to forget entries: those that nobody had read are the producer's to send
  /// again.
  void mayForget() {
    mayForget = true;
    entriesAreSafe = false;
  }

  boolean forgettingAllowed() {
    return mayForget;
  }

  /// Entries of running jobs are taken away.
  void entriesAreTaken() {
    entriesAreSafe = false;
  }

  boolean entriesAreSafe() {
    return entriesAreSafe;
  }
}
