package io.github.backendexecutor.app.jdbc;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// What one statement takes, in the order of its keys.
///
/// @param firsts each key once: the first that has it
/// @param others those whose key is among the firsts'
record InOrder<T>(List<T> firsts, List<T> others) {
  static <T> InOrder<T> of(List<T> all, Comparator<T> byKey) {
    List<T> sorted = new ArrayList<>(all);
    sorted.sort(byKey); // which leaves those of one key in their order
    List<T> firsts = new ArrayList<>(sorted.size());
    List<T> others = new ArrayList<>();
    for (T one : sorted) {
      boolean known = !firsts.isEmpty() && byKey.compare(firsts.getLast(), one) == 0;
      (known ? others : firsts).add(one);
    }
    return new InOrder<>(firsts, others);
  }
}
