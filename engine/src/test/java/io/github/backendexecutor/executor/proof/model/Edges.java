package io.github.backendexecutor.executor.proof.model;

import java.util.Arrays;
import java.util.BitSet;

/// The steps between states that need no fault, and whether the goal can be reached by them.
final class Edges {
  private int[] targets = new int[1 << 14];
  private int[] ends = new int[1 << 14];
  private int size;

  /// Adds a step from the state that is looked at now.
  void add(int target) {
    if (size == targets.length) {
      targets = Arrays.copyOf(targets, size + size / 2);
    }
    targets[size++] = target;
  }

  /// All steps from this state are added; states come in the order of their numbers.
  void endOf(int state) {
    if (state == ends.length) {
      ends = Arrays.copyOf(ends, 2 * state);
    }
    ends[state] = size;
  }

  /// The first of `states` states from which no goal can be reached; -1: there is none.
  int stuck(int states, BitSet goals) {
    BitSet good = goals;
    boolean grows = true;
    while (grows) {
      grows = false;
      for (int state = states - 1; state >= 0; state--) { // most steps lead to higher numbers
        if (!good.get(state) && leadsTo(good, state)) {
          good.set(state);
          grows = true;
        }
      }
    }
    int stuck = good.nextClearBit(0);
    return stuck < states ? stuck : -1;
  }

  private boolean leadsTo(BitSet good, int state) {
    for (int edge = state == 0 ? 0 : ends[state - 1]; edge < ends[state]; edge++) {
      if (good.get(targets[edge])) {
        return true;
      }
    }
    return false;
  }
}
