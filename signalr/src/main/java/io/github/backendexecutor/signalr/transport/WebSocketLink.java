package io.github.backendexecutor.signalr.transport;

import java.io.IOException;

/// An open WebSocket of some server, as far as the hub needs it.
public interface WebSocketLink {
  /// Writes one whole message and returns when it is off our hands. Called by one thread at a time.
  /// When it throws, whatever it throws, the connection is over.
  void send(byte[] message, boolean binary) throws IOException;

  /// Says goodbye with this code; the other end answers, and the server then calls
  /// [WebSocketSession#closed()].
  void close(int code) throws IOException;

  /// Cuts the connection without a word; a `send` that hangs must end.
  void abort();
}
