package io.github.backendexecutor.signalr.transport;

import io.github.backendexecutor.signalr.hub.Wire;

/// A client that has chosen its transport, until that is gone.
sealed interface Session permits EventStream, LongPoll, WebSocketSession {
  Wire wire();

  /// Ends the transport at once.
  void abort();

  /// Looks once a second whether something is due.
  default void tick(long now) {}
}
