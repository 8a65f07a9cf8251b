package io.github.backendexecutor.executor.proof.model;

import java.util.Locale;

/// One atomic step from one state to another, and what was done in it that a law is about.
final class Step {
  enum Move {
    READ,
    FIND_AGAIN,
    PICK_UP_STRAY,
    ADOPT,
    BEGIN,
    BEGIN_LATER,
    CLAIM_DUE,
    HEAR_OF_CLAIM,
    END_RUN,
    NOTICE_LOSS,
    SAVE,
    SETTLE,
    TAKE_OVER,
    CANCEL,
    RETRY,
    CRASH,
    RESTART,
    STOP,
    LEAVE,
    GIVE_UP,
    LOOK_DEAD,
    BEAT_AGAIN,
    LOSE_REDIS_STEP,
    FLUSH_REDIS,
    LOSE_PLACE,
    LOSE_CONSUMER
  }

  /// Nobody in particular.
  static final int NOBODY = -1;

  final Move move;
  final State before;
  final State after;
  final int who;
  private String detail = "";

  /// It is a fault or a wish from outside, on which no progress may depend.
  boolean fault;

  /// The runner was called for this attempt; 0: for none.
  int started;

  /// An entry was taken out of the stream.
  boolean settled;

  /// An ending of this attempt was written by its run; 0: none.
  int saved;

  Step(Move move, State before, int who) {
    this.move = move;
    this.before = before;
    this.after = before.copy();
    this.who = who;
  }

  /// Who makes the step, as it will be after it.
  Member me() {
    return after.members[who];
  }

  /// Uses up one of the faults that are left.
  Step spending(Bounds.Fault of) {
    after.spend(of);
    fault = true;
    return this;
  }

  Step about(Object what) {
    detail = " " + what;
    return this;
  }

  Step loses() {
    detail += ", the answer is lost";
    return spending(Bounds.Fault.LOST_ANSWER);
  }

  @Override
  public String toString() {
    String name = who == NOBODY ? "" : before.members[who].id() + " ";
    String deed = move.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return "%-55s -> %s".formatted(name + deed + detail, after);
  }
}
