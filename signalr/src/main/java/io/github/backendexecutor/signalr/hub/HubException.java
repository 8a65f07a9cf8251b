package io.github.backendexecutor.signalr.hub;

/// A call failed and the other end may read why. Thrown by a hub method, its text goes to the
/// client, which of all other exceptions hears only that there was one. Given to a caller, it is
/// what the client answered.
public final class HubException extends RuntimeException {
  public HubException(String message) {
    super(message);
  }
}
