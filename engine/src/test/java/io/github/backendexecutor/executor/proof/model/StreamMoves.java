package io.github.backendexecutor.executor.proof.model;

import static io.github.backendexecutor.executor.proof.model.Bounds.Fault.LOST_ANSWER;

import io.github.backendexecutor.executor.proof.model.Step.Move;
import java.util.function.Consumer;

/// What an instance does with the entries of the stream: reads them, finds those again that it was
/// never told of, adopts those of dead instances, and settles those whose jobs have ended.
final class StreamMoves {
  private final Mutation mutation;
  private final Consumer<Step> found;

  StreamMoves(Mutation mutation, Consumer<Step> found) {
    this.mutation = mutation;
    this.found = found;
  }

  void from(State state) {
    for (Member me : state.members) {
      for (int hand = 0; hand < me.hands.length; hand++) {
        if (me.hands[hand].doing() == Hand.Doing.SETTLE) {
          settle(state, me, hand);
        }
      }
      for (int entry = 0; me.up() && entry < state.entries.length; entry++) {
        come(state, me, entry);
      }
    }
  }

  private void come(State state, Member me, int entry) {
    switch (state.entries[entry]) {
      case State.NEW -> read(state, me, entry);
      case State.SETTLED, State.LOST -> {}
      case State.STRAY -> {
        Step step = new Step(Move.PICK_UP_STRAY, state, me.slot).about(name(entry));
        step.after.change(entry, State.PENDING + me.owner());
        found.accept(step);
      }
      default -> pending(state, me, entry, state.entries[entry] - State.PENDING);
    }
  }

  private void read(State state, Member me, int entry) {
    int free = me.free();
    if (free < 0) {
      return;
    }
    Step step = new Step(Move.READ, state, me.slot).about(name(entry));
    step.after.change(entry, State.PENDING + me.owner());
    if (!me.knows(entry)) {
      step.me().hands[free] = Hand.begins(entry);
    }
    found.accept(step);
    if (state.left(LOST_ANSWER)) {
      Step lost = new Step(Move.READ, state, me.slot).about(name(entry)).loses();
      lost.after.change(entry, State.PENDING + me.owner());
      found.accept(lost);
    }
  }

  private void pending(State state, Member me, int entry, int owner) {
    int free = me.free();
    boolean held = me.knows(entry) && mutation != Mutation.SCANS_WHAT_IT_HOLDS;
    if (owner == me.owner() && free >= 0 && !held && mutation != Mutation.NEVER_SCANS) {
      Step step = new Step(Move.FIND_AGAIN, state, me.slot).about(name(entry));
      step.me().hands[free] = Hand.begins(entry);
      found.accept(step);
    }
    if (owner != me.owner() && state.gone(owner)) {
      Step step = new Step(Move.ADOPT, state, me.slot).about(name(entry));
      step.after.change(entry, State.PENDING + me.owner());
      found.accept(step);
    }
  }

  /// A script: it takes the entry whoever it is pending for, and does nothing when it is not there.
  private void settle(State state, Member me, int hand) {
    int entry = me.hands[hand].entry();
    Step step = new Step(Move.SETTLE, state, me.slot).about(name(entry));
    step.settled = true;
    step.me().hands[hand] = Hand.EMPTY;
    if (state.entries[entry] != State.LOST && state.entries[entry] != State.SETTLED) {
      step.after.change(entry, State.SETTLED);
    }
    found.accept(step);
  }

  static String name(int entry) {
    return "e" + (entry + 1);
  }
}
