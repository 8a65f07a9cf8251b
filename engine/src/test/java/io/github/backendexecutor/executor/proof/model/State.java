package io.github.backendexecutor.executor.proof.model;

import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.Standing;
import java.util.Arrays;
import java.util.EnumMap;
import org.jspecify.annotations.Nullable;

/// Everything that the model knows at one moment: the job's row, its entries in Redis, the two
/// instances, and what faults are left.
final class State {
  /// What an entry is: one of these, or `PENDING` plus the owner's number.
  static final int NEW = 0;

  static final int SETTLED = 1;

  /// Redis has lost it.
  static final int LOST = 2;

  /// Read, and pending for nobody: its consumer was removed.
  static final int STRAY = 3;

  static final int PENDING = 4;

  /// The job's row; null: unknown to the database.
  @Nullable Standing row;

  /// Which entry the row is of; -1: none.
  int rowEntry = -1;

  /// The row was made to wait for its time.
  boolean waited;

  /// The highest attempt whose runner was called.
  int lastStart;

  /// How many runs were given back.
  int releases;

  /// One more than the number of the last run before the latest retry; 0: there was none.
  int retried;

  int[] entries;

  /// What the entries were before the latest change in Redis.
  int[] entriesBefore;

  final EnumMap<Bounds.Fault, Integer> faultsLeft;
  Member[] members;

  State(Bounds bounds) {
    entries = new int[bounds.entries()];
    entriesBefore = new int[bounds.entries()];
    faultsLeft = new EnumMap<>(bounds.faults());
    members = new Member[] {new Member(0, bounds.hands()), new Member(1, bounds.hands())};
  }

  private State(State of) {
    row = of.row;
    rowEntry = of.rowEntry;
    waited = of.waited;
    lastStart = of.lastStart;
    releases = of.releases;
    retried = of.retried;
    entries = of.entries.clone();
    entriesBefore = of.entriesBefore.clone();
    faultsLeft = of.faultsLeft.clone();
    members = new Member[] {of.members[0].copy(), of.members[1].copy()};
  }

  State copy() {
    return new State(this);
  }

  boolean left(Bounds.Fault fault) {
    return faultsLeft.getOrDefault(fault, 0) > 0;
  }

  void spend(Bounds.Fault fault) {
    faultsLeft.merge(fault, -1, Integer::sum);
  }

  boolean terminal() {
    return row != null && row.state().terminal();
  }

  boolean running() {
    return row != null && row.state() == JobState.RUNNING;
  }

  boolean waiting() {
    return row != null && !row.state().terminal() && row.state() != JobState.RUNNING;
  }

  boolean held(Member by, int attempt) {
    return row != null && row.heldBy(by.id(), attempt);
  }

  /// Redis changes one entry.
  void change(int entry, int to) {
    entriesBefore = entries.clone();
    entries[entry] = to;
  }

  /// Whether this owner is no live process, or none that the others believe in.
  boolean gone(int owner) {
    Member member = members[owner / Member.STARTS];
    return member.owner() != owner || member.mode == Member.Mode.DOWN || member.suspected;
  }

  /// Nothing is left to do: the job has ended and is in Redis no more, or was lost before the
  /// database knew it.
  boolean finished() {
    return row == null
        ? Arrays.stream(entries).allMatch(entry -> entry == LOST)
        : row.state().terminal()
            && Arrays.stream(entries).allMatch(entry -> entry == SETTLED || entry == LOST);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(row == null ? "no row" : row.state().word() + " " + row.attempt());
    if (row != null && row.owner() != null) {
      text.append(" of ").append(row.owner());
    }
    text.append(row != null && row.cancelRequested() ? ", to cancel" : "");
    for (int entry = 0; entry < entries.length; entry++) {
      text.append(", e").append(entry + 1).append(' ').append(word(entries[entry]));
    }
    return text.toString();
  }

  private static String word(int entry) {
    return switch (entry) {
      case NEW -> "new";
      case SETTLED -> "settled";
      case LOST -> "lost";
      case STRAY -> "stray";
      default -> "pending for " + Member.id(entry - PENDING);
    };
  }
}
