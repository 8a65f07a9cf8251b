package io.github.backendexecutor.signalr.hub;

import io.github.backendexecutor.signalr.protocol.HubProtocol;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// A connection as its transport sees it: bytes in, bytes out. What comes out is whole messages, so
/// each piece may be one frame, event or response. The transport calls [#gone()] at its end,
/// always.
public final class Wire {
  private final Lifeline life;
  private final Inbox inbox;
  private final HubClock clock;

  Wire(Lifeline life, Hub hub) {
    this.life = life;
    this.inbox = new Inbox(life, hub);
    this.clock = hub.clock();
  }

  public HubConnection connection() {
    return life.connection();
  }

  /// Brings bytes of the client, cut anywhere. Runs hub methods and returns when they are done; of
  /// several callers one goes at a time. What comes after the end is dropped.
  public void receive(byte[] data, int offset, int length) {
    inbox.receive(data, offset, length);
  }

  /// Waits for bytes for the client: whole messages, together at most `most` bytes unless a single
  /// one is longer. Empty when there are none and `enough` says not to wait on (it is asked again
  /// after [#nudge()]); null when the connection has ended and everything was taken. After a write
  /// [#written()] must be called.
  public byte @Nullable [] take(int most, BooleanSupplier enough) throws InterruptedException {
    byte[] bytes = life.outbox().take(most, enough);
    if (bytes != null && bytes.length > 0) {
      life.pulse().sending(clock.nanos());
    }
    return bytes;
  }

  /// The bytes taken last are with the client, or at least off our hands.
  public void written() {
    life.pulse().sent(clock.nanos());
  }

  /// Makes a waiting [#take] ask its `enough` again.
  public void nudge() {
    life.outbox().nudge();
  }

  /// Whether bytes must go out as binary: once a binary protocol is agreed. Before, and after a
  /// refused handshake, they are text.
  public boolean binary() {
    HubProtocol protocol = life.connection().protocol();
    return protocol != null && protocol.binary();
  }

  /// Whether the connection has ended, though there may still be bytes to take.
  public boolean ended() {
    return life.ended();
  }

  /// Whether it was the client that said goodbye first: it closes its transport next.
  public boolean clientLeft() {
    return life.clientLeft();
  }

  /// Who the client is now; a long poll says so each time.
  public void refresh(HubUser user) {
    life.connection().refresh(user);
  }

  /// The transport has ended: nothing can be brought or taken any more. May be called more than
  /// once.
  public void gone() {
    life.gone();
  }
}
