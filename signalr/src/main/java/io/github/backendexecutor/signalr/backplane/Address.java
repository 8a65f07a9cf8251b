package io.github.backendexecutor.signalr.backplane;

/// Where on the backplane of a hub a payload goes; each has a channel of its own.
public sealed interface Address {

  /// Where messages for clients may go.
  sealed interface Audience extends Address {}

  /// Every connection of the hub. Carries [Payload.Send].
  record All() implements Audience {}

  /// One connection; the server that holds it listens. Carries [Payload.Send].
  record Connection(String id) implements Audience {}

  /// Every connection of a user. Carries [Payload.Send].
  record User(String id) implements Audience {}

  /// Every member of a group. Carries [Payload.Send].
  record Group(String name) implements Audience {}

  /// Requests to put connections into groups; every server listens. Carries [Payload.GroupCommand].
  record GroupCommands() implements Address {}

  /// "Done" for group commands of this server. Carries [Payload.Ack].
  record Acks(String server) implements Address {}

  /// Results of clients for this server. Carries [Payload.Answer].
  record Answers(String server) implements Address {}
}
