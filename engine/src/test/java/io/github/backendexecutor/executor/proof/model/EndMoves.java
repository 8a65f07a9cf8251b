package io.github.backendexecutor.executor.proof.model;

import static io.github.backendexecutor.executor.proof.model.Bounds.Fault.CANCEL;
import static io.github.backendexecutor.executor.proof.model.Bounds.Fault.LOST_ANSWER;
import static io.github.backendexecutor.executor.proof.model.Bounds.Fault.RETRY;

import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.Standing;
import io.github.backendexecutor.executor.proof.model.Hand.Result;
import io.github.backendexecutor.executor.proof.model.Step.Move;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// How a run ends: by its runner, by a cancel, by the death of its instance.
final class EndMoves {
  private final Mutation mutation;
  private final Consumer<Step> found;

  EndMoves(Mutation mutation, Consumer<Step> found) {
    this.mutation = mutation;
    this.found = found;
  }

  void from(State state) {
    for (Member me : state.members) {
      for (int hand = 0; hand < me.hands.length; hand++) {
        switch (me.hands[hand].doing()) {
          case RUN -> run(state, me, hand);
          case SAVE -> save(state, me, hand);
          case NOTHING, BEGIN, SETTLE -> {}
        }
      }
      if (me.up()) {
        takeOver(state, me);
      }
    }
    cancel(state);
    retry(state);
  }

  private void run(State state, Member me, int hand) {
    int attempt = me.hands[hand].attempt();
    Standing row = state.row;
    end(state, me, hand, Result.DONE);
    end(state, me, hand, Result.BURY);
    if (row == null || !row.heldBy(me.id(), attempt)) {
      Step step = new Step(Move.NOTICE_LOSS, state, me.slot);
      step.me().hands[hand] = Hand.EMPTY;
      found.accept(step);
      return;
    }
    if (row.failures() + 1 < Bounds.MAX_ATTEMPTS) {
      end(state, me, hand, Result.RETRY);
    }
    if (row.cancelRequested()) {
      end(state, me, hand, Result.CANCEL);
    }
    if (!me.up()) {
      end(state, me, hand, Result.RELEASE);
    }
  }

  private void end(State state, Member me, int hand, Result result) {
    boolean rash = mutation == Mutation.SETTLES_BEFORE_SAVING && result.state().terminal();
    Step step = new Step(Move.END_RUN, state, me.slot).about(result);
    step.me().hands[hand] = me.hands[hand].ended(result);
    step.settled = rash;
    found.accept(step);
  }

  private void save(State state, Member me, int hand) {
    Standing row = state.row;
    Hand mine = me.hands[hand];
    boolean fenced = mutation != Mutation.SAVES_WITHOUT_FENCE;
    if (row == null || (fenced && !row.heldBy(me.id(), mine.attempt()))) {
      Step step = new Step(Move.SAVE, state, me.slot).about("nothing");
      step.me().hands[hand] = isSettledNext(row, me, mine) ? mine.settles() : Hand.EMPTY;
      found.accept(step);
      return;
    }
    Step step = saved(state, me, mine, row);
    step.me().hands[hand] = step.after.terminal() ? mine.settles() : Hand.EMPTY;
    found.accept(step);
    if (state.left(LOST_ANSWER)) {
      found.accept(saved(state, me, mine, row).loses());
    }
  }

  private static Step saved(State state, Member me, Hand mine, Standing row) {
    Step step = new Step(Move.SAVE, state, me.slot).about(mine.result());
    step.after.row = row.ended(mine.result().verdict());
    step.after.releases += mine.result() == Result.RELEASE ? 1 : 0;
    step.saved = mine.attempt();
    return step;
  }

  /// Nothing was changed. The same ending may have been saved before: its attempt and owner are
  /// those of the row, and so is its state, unless it was cancelled. Attempt and owner alone do not
  /// tell, as a run that was taken over keeps them.
  private boolean isSettledNext(@Nullable Standing row, Member me, Hand mine) {
    if (row == null || row.attempt() != mine.attempt() || !me.id().equals(row.owner())) {
      return false;
    }
    boolean cancelled = row.state() == JobState.CANCELLED;
    boolean same = row.state() == mine.result().state();
    boolean saved = same || mutation == Mutation.KNOWS_SAVED_BY_ATTEMPT_ONLY;
    return cancelled || (saved && mine.result().state().terminal());
  }

  private void takeOver(State state, Member me) {
    Standing row = state.row;
    if (row == null || row.owner() == null || !state.running() || me.id().equals(row.owner())) {
      return;
    }
    if (mayTakeOver(state, Member.number(row.owner()))) {
      Step step = new Step(Move.TAKE_OVER, state, me.slot);
      step.after.row = row.takenOver(Bounds.MAX_LOST);
      int free = me.free();
      if (step.after.terminal() && free >= 0) {
        step.me().hands[free] = Hand.begins(state.rowEntry).settles();
      }
      found.accept(step);
    }
  }

  private boolean mayTakeOver(State state, int owner) {
    return switch (mutation) {
      case TAKES_OVER_WITHOUT_VERDICT -> true;
      case TAKES_OVER_BY_OLD_VERDICT ->
          state.gone(owner) || state.members[owner / Member.STARTS].oldVerdict;
      case TAKES_OVER_BY_ENTRY_ONLY ->
          state.gone(owner) && state.entries[state.rowEntry] == State.PENDING + owner;
      default -> state.gone(owner);
    };
  }

  /// A job of which nothing is known but that it was cancelled has nothing to run.
  private void retry(State state) {
    Standing row = state.row;
    if (state.left(RETRY) && row != null && row.state().terminal() && state.rowEntry >= 0) {
      Step step = new Step(Move.RETRY, state, Step.NOBODY).spending(RETRY);
      Standing ready = row.retried();
      boolean anew = mutation == Mutation.NUMBERS_RUNS_ANEW;
      step.after.row = anew ? new Standing(ready.state(), 0, 0, 0, ready.owner(), false) : ready;
      step.after.retried = row.attempt() + 1;
      step.after.waited = true;
      found.accept(step);
    }
  }

  private void cancel(State state) {
    if (state.left(CANCEL)) {
      Step step = new Step(Move.CANCEL, state, Step.NOBODY).spending(CANCEL);
      Standing row = state.row;
      step.after.row = row == null ? Standing.unrun(JobState.CANCELLED) : row.cancel();
      found.accept(step);
    }
  }
}
