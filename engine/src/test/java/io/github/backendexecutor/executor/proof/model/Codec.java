package io.github.backendexecutor.executor.proof.model;

import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Standing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes a state as two longs and reads it back, so that millions fit in memory. States that
/// differ in nothing that matters have one code: which hand of an instance does what, and which of
/// the two instances is called A.
final class Codec {
  private static final int ROW = 12;
  private static final int ENTRY = 4;
  private static final int FAULT = 2;

  private final Bounds bounds;
  private final Map<Standing, Integer> numbers = new HashMap<>();
  private final List<Standing> rows = new ArrayList<>();
  private long bits;
  private int place;

  Codec(Bounds bounds) {
    this.bounds = bounds;
  }

  /// @param world the row, Redis, and the faults that are left
  /// @param members the instances
  record Code(long world, long members) {}

  Code code(State state) {
    long first = member(state, state.members[0]);
    long second = member(state, state.members[1]);
    boolean swapped = first > second;
    long world = world(state, swapped);
    if (first == second) {
      world = Math.min(world, world(state, true));
    }
    int half = Long.SIZE / 2;
    return new Code(world, swapped ? second | first << half : first | second << half);
  }

  State state(Code code) {
    State state = new State(bounds);
    start(code.world());
    int row = (int) take(ROW);
    state.row = row == 0 ? null : rows.get(row - 1);
    state.rowEntry = (int) take(2) - 1;
    state.waited = take(1) == 1;
    state.lastStart = (int) take(4);
    state.releases = (int) take(2);
    state.retried = (int) take(4);
    for (int entry = 0; entry < bounds.entries(); entry++) {
      state.entries[entry] = (int) take(ENTRY);
      state.entriesBefore[entry] = (int) take(ENTRY);
    }
    for (Bounds.Fault fault : bounds.faults().keySet()) {
      state.faultsLeft.put(fault, (int) take(FAULT));
    }
    start(code.members());
    for (Member member : state.members) {
      read(member);
    }
    return state;
  }

  private long world(State state, boolean swapped) {
    start(0);
    put(ROW, number(swapped ? swapped(state.row) : state.row));
    put(2, state.rowEntry + 1);
    put(1, state.waited ? 1 : 0);
    put(4, state.lastStart);
    put(2, state.releases);
    put(4, state.retried);
    boolean canGoBack = state.left(Bounds.Fault.REDIS_LOSS);
    for (int entry = 0; entry < bounds.entries(); entry++) {
      put(ENTRY, entry(state.entries[entry], swapped));
      put(ENTRY, canGoBack ? entry(state.entriesBefore[entry], swapped) : 0);
    }
    for (int left : state.faultsLeft.values()) {
      put(FAULT, left);
    }
    return bits;
  }

  private static int entry(int entry, boolean swapped) {
    boolean owned = swapped && entry >= State.PENDING;
    return owned ? State.PENDING + Member.swapped(entry - State.PENDING) : entry;
  }

  private static @Nullable Standing swapped(@Nullable Standing row) {
    if (row == null || row.owner() == null) {
      return row;
    }
    InstanceId owner = Member.id(Member.swapped(Member.number(row.owner())));
    return new Standing(
        row.state(), row.attempt(), row.failures(), row.lost(), owner, row.cancelRequested());
  }

  @SuppressWarnings("EnumOrdinal") // a code is read by the program that wrote it
  private long member(State state, Member member) {
    start(0);
    put(2, member.mode.ordinal());
    put(2, member.start);
    put(1, member.suspected ? 1 : 0);
    put(1, member.oldVerdict ? 1 : 0);
    boolean untold = member.untold && state.row != null && state.held(member, state.row.attempt());
    put(1, untold ? 1 : 0);
    long one = member.hands[0].code();
    long other = member.hands.length == 1 ? 0 : member.hands[1].code();
    put(Hand.BITS, Math.max(one, other));
    put(Hand.BITS, Math.min(one, other));
    return bits;
  }

  @SuppressWarnings("EnumOrdinal")
  private void read(Member member) {
    int from = place;
    member.mode = Member.Mode.values()[(int) take(2)];
    member.start = (int) take(2);
    member.suspected = take(1) == 1;
    member.oldVerdict = take(1) == 1;
    member.untold = take(1) == 1;
    Hand first = Hand.of(take(Hand.BITS));
    Hand second = Hand.of(take(Hand.BITS));
    member.hands = bounds.hands() == 1 ? new Hand[] {first} : new Hand[] {first, second};
    place = from + Long.SIZE / 2;
  }

  private int number(@Nullable Standing row) {
    return row == null
        ? 0
        : numbers.computeIfAbsent(
            row,
            added -> {
              rows.add(added);
              return rows.size();
            });
  }

  private void start(long with) {
    bits = with;
    place = 0;
  }

  private void put(int width, long value) {
    if (value < 0 || value >>> width != 0 || place + width > Long.SIZE) {
      throw new IllegalStateException(value + " does not fit in " + width + " bits at " + place);
    }
    bits |= value << place;
    place += width;
  }

  private long take(int width) {
    long value = bits >>> place & ((1L << width) - 1);
    place += width;
    return value;
  }
}
