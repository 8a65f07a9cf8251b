package io.github.backendexecutor.signalr.protocol;

import io.github.backendexecutor.signalr.InvalidMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One of the two ways to put hub messages into bytes. Stateless: what is half received waits in
/// the caller's [ByteQueue].
public sealed interface HubProtocol permits JsonHubProtocol, MessagePackHubProtocol {
  HubProtocol JSON = new JsonHubProtocol();
  HubProtocol MESSAGE_PACK = new MessagePackHubProtocol();

  /// Both of them.
  static List<HubProtocol> all() {
    return List.of(JSON, MESSAGE_PACK);
  }

  /// The protocol that a handshake names, or null. Names are case-sensitive.
  static @Nullable HubProtocol named(String name) {
    return all().stream().filter(p -> p.name().equals(name)).findFirst().orElse(null);
  }

  String name();

  /// Whether it needs a transport that carries arbitrary bytes.
  boolean binary();

  /// The whole framed message, ready for a transport.
  ///
  /// @throws IllegalArgumentException a value in it cannot travel
  byte[] write(HubMessage message);

  /// Takes the next whole message out of the queue, without its framing; null when it is not
  /// complete yet.
  ///
  /// @throws InvalidMessage it is, or will be, longer than `most` bytes, or the framing is broken
  byte @Nullable [] nextFrame(ByteQueue received, int most);

  /// The message in this frame; null when it is of a type that this version does not know, which
  /// SignalR asks to skip.
  ///
  /// @throws InvalidMessage it is none
  @Nullable HubMessage read(byte[] frame);
}
