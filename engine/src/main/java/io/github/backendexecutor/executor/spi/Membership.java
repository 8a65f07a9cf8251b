package io.github.backendexecutor.executor.spi;

import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Sign;
import java.util.Map;

/// Where the instances of a group show that they live: one witness of two, the database and Redis.
/// Instances judge each other by both; see `Liveness`.
public interface Membership {
  /// Shows that this instance lives, and answers the signs of all, itself included. The first beat
  /// joins. In the database a beat also takes back that this instance was declared gone, and only
  /// the answer to that beat shows our own sign as gone.
  ///
  /// Never waits long: it has a connection of its own, whose timeouts are short.
  ///
  /// @throws StoreUnavailable when the database cannot be reached
  /// @throws StreamUnavailable when Redis cannot be reached
  Map<InstanceId, Sign> beat();

  /// Says goodbye: this instance starts nothing more, and what is left of it belongs to others.
  /// Best effort; it never throws.
  void leave();
}
