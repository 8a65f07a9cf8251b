package io.github.backendexecutor.executor.proof.model;

import static io.github.backendexecutor.executor.proof.model.Bounds.Fault.CRASH;
import static io.github.backendexecutor.executor.proof.model.Bounds.Fault.LOST_ANSWER;
import static io.github.backendexecutor.executor.proof.model.Bounds.Fault.REDIS_LOSS;
import static io.github.backendexecutor.executor.proof.model.Bounds.Fault.STOP;
import static io.github.backendexecutor.executor.proof.model.Bounds.Fault.SUSPICION;

import io.github.backendexecutor.executor.proof.model.Step.Move;
import java.util.function.Consumer;

/// What happens to instances and to Redis: crashes, restarts, stops, pauses that look like deaths,
/// and data that is lost.
final class FaultMoves {
  private final Mutation mutation;
  private final Consumer<Step> found;

  FaultMoves(Mutation mutation, Consumer<Step> found) {
    this.mutation = mutation;
    this.found = found;
  }

  void from(State state) {
    for (Member me : state.members) {
      switch (me.mode) {
        case UP -> {
          pause(state, me);
          crash(state, me);
          stop(state, me);
        }
        case STOPPING -> {
          pause(state, me);
          crash(state, me);
          leave(state, me);
        }
        case DOWN -> restart(state, me);
      }
    }
    if (state.left(REDIS_LOSS)) {
      loseData(state);
    }
  }

  private void crash(State state, Member me) {
    if (state.left(CRASH)) {
      Step step = new Step(Move.CRASH, state, me.slot).spending(CRASH);
      step.me().forget();
      found.accept(step);
    }
  }

  private void restart(State state, Member me) {
    Step step = new Step(Move.RESTART, state, me.slot);
    step.me().mode = Member.Mode.UP;
    step.me().start += mutation == Mutation.REUSES_NAMES ? 0 : 1;
    found.accept(step);
  }

  private void stop(State state, Member me) {
    if (state.left(STOP)) {
      Step step = new Step(Move.STOP, state, me.slot).spending(STOP);
      step.me().mode = Member.Mode.STOPPING;
      found.accept(step);
    }
  }

  /// A stopping instance leaves once nothing is under way, or when the database is away and it
  /// waits no longer.
  private void leave(State state, Member me) {
    boolean empty = true;
    for (Hand hand : me.hands) {
      empty &= hand.isEmpty();
    }
    if (empty || state.left(LOST_ANSWER)) {
      Step step = new Step(empty ? Move.LEAVE : Move.GIVE_UP, state, me.slot);
      if (!empty) {
        step.spending(LOST_ANSWER);
      }
      step.me().forget();
      found.accept(step);
    }
  }

  /// It beats no more, but what it had decided to do may still happen.
  private void pause(State state, Member me) {
    if (!me.suspected && state.left(SUSPICION)) {
      Step step = new Step(Move.LOOK_DEAD, state, me.slot).spending(SUSPICION);
      Member it = step.me();
      it.suspected = true;
      it.oldVerdict = false;
      for (int hand = 0; hand < it.hands.length; hand++) {
        it.hands[hand] = it.hands[hand].declaredDead();
      }
      found.accept(step);
    } else if (me.suspected) {
      Step step = new Step(Move.BEAT_AGAIN, state, me.slot);
      step.me().suspected = false;
      step.me().oldVerdict = mutation == Mutation.TAKES_OVER_BY_OLD_VERDICT;
      found.accept(step);
    }
  }

  private void loseData(State state) {
    all(Move.LOSE_REDIS_STEP, state, -1);
    all(Move.FLUSH_REDIS, state, -1);
    all(Move.LOSE_PLACE, state, -1);
    for (Member member : state.members) {
      all(Move.LOSE_CONSUMER, state, member.owner());
    }
  }

  private void all(Move move, State state, int owner) {
    Step step = new Step(move, state, Step.NOBODY).spending(REDIS_LOSS);
    if (owner >= 0) {
      step.about(Member.id(owner));
    }
    step.after.entriesBefore = state.entries.clone();
    for (int entry = 0; entry < state.entries.length; entry++) {
      int now = state.entries[entry];
      step.after.entries[entry] =
          switch (move) {
            case LOSE_REDIS_STEP -> state.entriesBefore[entry];
            case FLUSH_REDIS -> now == State.SETTLED ? now : State.LOST;
            case LOSE_PLACE -> now >= State.STRAY ? State.NEW : now;
            default -> now == State.PENDING + owner ? State.STRAY : now;
          };
    }
    found.accept(step);
  }
}
