package io.github.backendexecutor.signalr.hub;

/// How much one client, or all of them, may take.
///
/// @param messageBytes the longest message a client may send
/// @param outboxBytes what may wait for one client before it is cut off; one message may be longer
/// @param connections how many there may be at once
/// @param groupsEach how many groups one connection may be in
public record HubLimits(int messageBytes, int outboxBytes, int connections, int groupsEach) {
  public static final HubLimits DEFAULT = new HubLimits(32 * 1024, 1024 * 1024, 100_000, 1000);
}
