package io.github.backendexecutor.executor.proof.model;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Walks through every state that a model can come to, the nearest first, checks each step against
/// the laws, and at the end whether the job can still finish from everywhere without more faults.
final class Checker {
  /// What is broken when from some state the job can finish no more.
  static final String L1 = "L1_CAN_ALWAYS_FINISH";

  private final Bounds bounds;
  private final Mutation mutation;
  private final Codec codec;
  private final StateSet states = new StateSet();
  private final Edges edges = new Edges();
  private final BitSet goals = new BitSet();
  private long steps;
  private int current;
  private @Nullable Law broken;

  Checker(Bounds bounds, Mutation mutation) {
    this.bounds = bounds;
    this.mutation = mutation;
    this.codec = new Codec(bounds);
  }

  /// What was found.
  ///
  /// @param broken the name of the law that does not hold; empty: all hold
  /// @param trace the shortest way there
  record Report(String broken, String trace, int states, long steps) {}

  Report check() {
    State first = new State(bounds);
    states.add(codec.code(first), -1);
    for (current = 0; current < states.size() && broken == null; current++) {
      State state = codec.state(states.get(current));
      goals.set(current, state.finished());
      moves(state, this::take);
      edges.endOf(current);
    }
    if (broken != null) {
      return report(broken.name(), wayToBroken(current - 1));
    }
    int stuck = edges.stuck(states.size(), goals);
    return stuck < 0 ? report("", List.of()) : report(L1, way(stuck));
  }

  private void moves(State state, Consumer<Step> found) {
    new StreamMoves(mutation, found).from(state);
    new BeginMoves(bounds, mutation, found).from(state);
    new EndMoves(mutation, found).from(state);
    new FaultMoves(mutation, found).from(state);
  }

  private void take(Step step) {
    steps++;
    if (broken == null) {
      broken = Law.brokenBy(step);
    }
    int next = states.add(codec.code(step.after), current);
    if (!step.fault) {
      edges.add(next);
    }
  }

  private Report report(String law, List<Step> way) {
    StringBuilder trace = new StringBuilder();
    way.forEach(step -> trace.append(step).append('\n'));
    return new Report(law, trace.toString(), states.size(), steps);
  }

  /// The steps from the first state to this one. The codes do not say which instance is called
  /// what, so they are walked once more.
  private List<Step> way(int last) {
    Deque<Integer> numbers = new ArrayDeque<>();
    for (int number = last; number >= 0; number = states.parent(number)) {
      numbers.push(number);
    }
    List<Step> way = new ArrayList<>();
    State state = codec.state(states.get(numbers.pop()));
    for (int number : numbers) {
      Codec.Code next = states.get(number);
      Step step = step(state, some -> codec.code(some.after).equals(next));
      way.add(step);
      state = step.after;
    }
    return way;
  }

  private List<Step> wayToBroken(int last) {
    List<Step> way = way(last);
    State state = way.isEmpty() ? new State(bounds) : way.getLast().after;
    way.add(step(state, some -> Law.brokenBy(some) != null));
    return way;
  }

  private Step step(State from, Predicate<Step> wanted) {
    List<Step> steps = new ArrayList<>();
    moves(from, steps::add);
    return steps.stream().filter(wanted).findFirst().orElseThrow();
  }
}
