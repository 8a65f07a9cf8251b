package io.github.backendexecutor.signalr.transport;

/// Whether a request may become a WebSocket.
public sealed interface Upgrade {
  /// It may: switch protocols, then call [WebSocketSession#open]. If that fails, call
  /// [WebSocketSession#closed].
  record Accepted(WebSocketSession session) implements Upgrade {}

  /// It may not: answer with this status and text.
  record Refused(int status, String text) implements Upgrade {}
}
