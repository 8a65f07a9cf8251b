package io.github.backendexecutor.executor.proof.model;

import java.util.Arrays;

/// The states that were found, numbered in the order in which they were, each with the one that it
/// was found from.
final class StateSet {
  private int[] table = new int[1 << 16];
  private long[] worlds = new long[1 << 14];
  private long[] members = new long[1 << 14];
  private int[] parents = new int[1 << 14];
  private int size;

  int size() {
    return size;
  }

  Codec.Code get(int number) {
    return new Codec.Code(worlds[number], members[number]);
  }

  /// The state that this one was found from; -1: the first.
  int parent(int number) {
    return parents[number];
  }

  /// The number of the state; it is the latest when the state was not known.
  int add(Codec.Code code, int parent) {
    long world = code.world();
    long member = code.members();
    int place = place(world, member);
    if (table[place] != 0) {
      return table[place] - 1;
    }
    if (size == worlds.length) {
      worlds = Arrays.copyOf(worlds, 2 * size);
      members = Arrays.copyOf(members, 2 * size);
      parents = Arrays.copyOf(parents, 2 * size);
    }
    worlds[size] = world;
    members[size] = member;
    parents[size] = parent;
    table[place] = ++size;
    if (2 * size > table.length) {
      grow();
    }
    return size - 1;
  }

  private int place(long world, long member) {
    long mixed = (world * 0x9E3779B97F4A7C15L) ^ (member * 0xC2B2AE3D27D4EB4FL);
    mixed = (mixed ^ (mixed >>> 32)) * 0xD6E8FEB86659FD93L;
    int place = (int) (mixed >>> 32) & (table.length - 1);
    while (table[place] != 0) {
      int number = table[place] - 1;
      if (worlds[number] == world && members[number] == member) {
        return place;
      }
      place = (place + 1) & (table.length - 1);
    }
    return place;
  }

  private void grow() {
    table = new int[2 * table.length];
    for (int number = 0; number < size; number++) {
      table[place(worlds[number], members[number])] = number + 1;
    }
  }
}
