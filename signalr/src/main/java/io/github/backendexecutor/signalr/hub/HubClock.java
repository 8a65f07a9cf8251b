package io.github.backendexecutor.signalr.hub;

import java.time.Duration;
import java.time.Instant;

/// All time in this module, so that tests can turn it by hand.
public interface HubClock {
  /// The wall clock; it may jump. Only for times that others named, such as the end of a token.
  Instant now();

  /// Nanoseconds of a clock that never jumps, for measuring.
  long nanos();

  /// Runs the action once after this long. The action does not block.
  void alarm(Duration after, Runnable action);
}
