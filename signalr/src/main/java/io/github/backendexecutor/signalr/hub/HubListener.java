package io.github.backendexecutor.signalr.hub;

/// Hears of connections that come and go. For one connection `opened` comes first and `closed`
/// after it; changes of groups come from whoever makes them and may overlap with `closed`. All
/// threads may block; a slow listener delays only that connection, or who changes its groups.
public interface HubListener {
  /// A client has said hello and can be reached; it is told so only after this returns. When this
  /// throws, the connection is closed.
  default void opened(HubConnection connection) {}

  /// It is now in this group.
  default void joined(HubConnection connection, String group) {}

  /// It has left this group by itself. Not called for groups it is still in when it closes.
  default void left(HubConnection connection, String group) {}

  /// It has ended and can no longer be reached; its groups can still be asked for. Called once for
  /// every connection for which `opened` was.
  default void closed(HubConnection connection) {}
}
