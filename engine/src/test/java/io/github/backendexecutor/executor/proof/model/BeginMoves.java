package io.github.backendexecutor.executor.proof.model;

import static io.github.backendexecutor.executor.proof.model.Bounds.Fault.LOST_ANSWER;

import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.Standing;
import io.github.backendexecutor.executor.proof.model.Step.Move;
import java.util.Objects;
import java.util.function.Consumer;

/// How a run comes to be: an entry begins, or a due row is claimed.
final class BeginMoves {
  private final Bounds bounds;
  private final Mutation mutation;
  private final Consumer<Step> found;

  BeginMoves(Bounds bounds, Mutation mutation, Consumer<Step> found) {
    this.bounds = bounds;
    this.mutation = mutation;
    this.found = found;
  }

  void from(State state) {
    for (Member me : state.members) {
      for (int hand = 0; hand < me.hands.length; hand++) {
        if (me.hands[hand].doing() == Hand.Doing.BEGIN) {
          begin(state, me, hand);
        }
      }
      int free = me.free();
      if (me.up() && free >= 0) {
        due(state, me, free);
      }
    }
  }

  private void begin(State state, Member me, int hand) {
    Standing row = state.row;
    if (row == null || beginsAnyway(state, row)) {
      insert(state, me, hand, false);
      if (bounds.delays()) {
        insert(state, me, hand, true);
      }
      return;
    }
    Step step = step(Move.BEGIN, state, me, hand);
    if (row.state().terminal()) {
      if (row.tombstone() && state.rowEntry < 0) {
        step.after.rowEntry = me.hands[hand].entry();
      }
      step.me().hands[hand] = me.hands[hand].settles();
    } else if (isOurs(state, row, me, me.hands[hand].entry())) {
      start(step, hand, 1);
    } else {
      boolean rash = mutation == Mutation.SETTLES_DUPLICATES_AT_ONCE;
      step.me().hands[hand] = rash ? me.hands[hand].settles() : Hand.EMPTY;
    }
    found.accept(step);
  }

  private boolean beginsAnyway(State state, Standing row) {
    return switch (mutation) {
      case BEGINS_WHAT_HAS_ENDED -> row.state().terminal();
      case IGNORES_TOMBSTONES -> row.tombstone() && state.rowEntry < 0;
      default -> false;
    };
  }

  /// The answer of an earlier begin was lost.
  private boolean isOurs(State state, Standing row, Member me, int entry) {
    boolean begun = !state.waited || mutation == Mutation.BEGINS_CLAIMED_ROWS_AGAIN;
    return row.heldBy(me.id(), 1) && begun && state.rowEntry == entry;
  }

  private void insert(State state, Member me, int hand, boolean later) {
    Step step = step(later ? Move.BEGIN_LATER : Move.BEGIN, state, me, hand);
    write(step.after, me, hand, later);
    if (later) {
      step.me().hands[hand] = Hand.EMPTY;
    } else {
      start(step, hand, 1);
    }
    found.accept(step);
    if (state.left(LOST_ANSWER)) {
      Step lost = step(later ? Move.BEGIN_LATER : Move.BEGIN, state, me, hand).loses();
      write(lost.after, me, hand, later);
      found.accept(lost);
    }
  }

  private static void write(State after, Member me, int hand, boolean later) {
    after.row = later ? Standing.unrun(JobState.SCHEDULED) : Standing.begun(me.id());
    after.rowEntry = me.hands[hand].entry();
    after.waited = later;
  }

  /// A stopping instance gives back what it has begun, without a call of its runner.
  private static void start(Step step, int hand, int attempt) {
    Hand run = Hand.runs(step.after.rowEntry, attempt);
    if (step.me().up()) {
      step.me().hands[hand] = step.me().suspected ? run.declaredDead() : run;
      step.started = attempt;
      step.after.lastStart = Math.max(step.after.lastStart, attempt);
    } else {
      step.me().hands[hand] = run.ended(Hand.Result.RELEASE);
    }
  }

  private void due(State state, Member me, int free) {
    if (state.waiting()) {
      Step step = new Step(Move.CLAIM_DUE, state, me.slot);
      start(step, free, claim(step));
      found.accept(step);
      if (state.left(LOST_ANSWER)) {
        Step lost = new Step(Move.CLAIM_DUE, state, me.slot).loses();
        claim(lost);
        lost.me().untold = true;
        found.accept(lost);
      }
    } else if (me.untold && state.row != null && state.held(me, state.row.attempt())) {
      Step step = new Step(Move.HEAR_OF_CLAIM, state, me.slot);
      step.me().untold = false;
      start(step, free, state.row.attempt());
      found.accept(step);
    }
  }

  private static int claim(Step step) {
    Standing claimed = Objects.requireNonNull(step.before.row).claimed(step.me().id());
    step.after.row = claimed;
    step.me().untold = false;
    return claimed.attempt();
  }

  private static Step step(Move move, State state, Member me, int hand) {
    return new Step(move, state, me.slot).about(StreamMoves.name(me.hands[hand].entry()));
  }
}
