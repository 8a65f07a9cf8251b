package io.github.backendexecutor.executor.spi;

/// Taps on the shoulder between the instances of a group: "look at the database now". They only
/// save time; who misses one looks a little later by itself.
public interface Nudges {
  /// Asks every instance of the group, this one too. Best effort: it never throws.
  void send();

  /// Calls this for every nudge that comes. One listener; it must not block.
  void listen(Runnable look);
}
