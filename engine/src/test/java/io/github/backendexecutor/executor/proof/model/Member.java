package io.github.backendexecutor.executor.proof.model;

import io.github.backendexecutor.executor.job.InstanceId;
import java.util.Arrays;

/// One of the two instances: which start of it runs, what the others think of it, and what it has
/// in memory.
final class Member {
  enum Mode {
    UP,
    STOPPING,
    DOWN
  }

  /// Of one member; also the starts of one member that a trace can name.
  static final int STARTS = 4;

  static final int OWNERS = 2 * STARTS;

  private static final InstanceId[] NAMES = new InstanceId[OWNERS];

  static {
    for (int owner = 0; owner < OWNERS; owner++) {
      NAMES[owner] = new InstanceId((owner < STARTS ? "A" : "B") + (owner % STARTS + 1));
    }
  }

  final int slot;
  Mode mode = Mode.UP;
  int start;

  /// The others take it for dead at its present beat.
  boolean suspected;

  /// Somebody still has a verdict about it from before its latest beat.
  boolean oldVerdict;

  /// A row was claimed by a call whose answer was lost, and the store of this start knows.
  boolean untold;

  Hand[] hands;

  Member(int slot, int hands) {
    this.slot = slot;
    this.hands = new Hand[hands];
    Arrays.fill(this.hands, Hand.EMPTY);
  }

  Member copy() {
    Member copy = new Member(slot, 0);
    copy.mode = mode;
    copy.start = start;
    copy.suspected = suspected;
    copy.oldVerdict = oldVerdict;
    copy.untold = untold;
    copy.hands = hands.clone();
    return copy;
  }

  /// The number under which this start owns entries.
  int owner() {
    return slot * STARTS + start;
  }

  InstanceId id() {
    return NAMES[owner()];
  }

  static int number(InstanceId id) {
    return Arrays.asList(NAMES).indexOf(id);
  }

  /// The same start of the other member.
  static int swapped(int owner) {
    return (owner + STARTS) % OWNERS;
  }

  static InstanceId id(int owner) {
    return NAMES[owner];
  }

  boolean up() {
    return mode == Mode.UP;
  }

  /// A hand that is free, or -1.
  int free() {
    for (int hand = 0; hand < hands.length; hand++) {
      if (hands[hand].isEmpty()) {
        return hand;
      }
    }
    return -1;
  }

  /// Whether a hand is about this entry.
  boolean knows(int entry) {
    for (Hand hand : hands) {
      if (!hand.isEmpty() && hand.entry() == entry) {
        return true;
      }
    }
    return false;
  }

  /// The process ends: its memory is gone.
  void forget() {
    mode = Mode.DOWN;
    suspected = false;
    oldVerdict = false;
    untold = false;
    Arrays.fill(hands, Hand.EMPTY);
  }
}
