package io.github.backendexecutor.executor.proof.model;

import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.Standing;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What must hold of every step, whatever came before it.
enum Law {
  I2_SETTLED_ONLY_AFTER_THE_END(
      step -> step.settled && !step.before.terminal() && step.before.retried == 0),
  I14_NOTHING_STARTS_AFTER_A_CANCEL(Law::ignoresCancel),
  I3_NOTHING_STARTS_AFTER_THE_END(step -> step.started > 0 && step.before.terminal()),
  I1_ONE_TERMINAL_RECORD(Law::changesTheEnd),
  I4_ATTEMPTS_INCREASE(step -> step.started > 0 && step.started <= step.before.lastStart),
  I5_OVERLAP_ONLY_AFTER_A_VERDICT(Law::overlaps),
  I6_COUNTS_ARE_BOUNDED(Law::countsTooMuch),
  I7_STALE_WRITES_CHANGE_NOTHING(Law::writesStale);

  @SuppressWarnings("ImmutableEnumChecker") // none of them keeps anything
  private final Predicate<Step> broken;

  Law(Predicate<Step> broken) {
    this.broken = broken;
  }

  /// The first law that the step breaks; null: none.
  static @Nullable Law brokenBy(Step step) {
    for (Law law : values()) {
      if (law.broken.test(step)) {
        return law;
      }
    }
    return null;
  }

  private static boolean changesTheEnd(Step step) {
    boolean changed = !Objects.equals(step.before.row, step.after.row);
    boolean retried = step.move == Step.Move.RETRY;
    return step.before.terminal() && !retried && (step.saved > 0 || changed);
  }

  /// A run that was begun before the cancel, and whose answer comes only after it, starts: nobody
  /// can tell that from a cancel that came a moment later. It is stopped like any other.
  private static boolean ignoresCancel(Step step) {
    Standing row = step.before.row;
    if (row == null) {
      return false;
    }
    boolean cancelled = row.cancelRequested() || isCancelled(row);
    boolean otherwise = step.after.terminal() && !isCancelled(step.after.row);
    return cancelled && (step.started > row.attempt() || otherwise);
  }

  private static boolean isCancelled(@Nullable Standing row) {
    return row != null && row.state() == JobState.CANCELLED;
  }

  private static boolean overlaps(Step step) {
    if (step.started == 0) {
      return false;
    }
    for (Member member : step.after.members) {
      for (Hand hand : member.hands) {
        boolean other = hand.doing() == Hand.Doing.RUN && hand.attempt() != step.started;
        if (other && !hand.declared()) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean countsTooMuch(Step step) {
    Standing row = step.after.row;
    return row != null
        && (row.failures() > Bounds.MAX_ATTEMPTS
            || row.lost() > Bounds.MAX_LOST + (row.state().terminal() ? 1 : 0)
            || row.attempt() - runsBefore(step.after)
                > 1 + row.failures() + row.lost() + step.after.releases);
  }

  /// How many runs earlier generations had.
  private static int runsBefore(State state) {
    return Math.max(0, state.retried - 1);
  }

  private static boolean writesStale(Step step) {
    return step.saved > 0 && !step.before.held(step.before.members[step.who], step.saved);
  }
}
