package io.github.backendexecutor.signalr.hub;

import io.github.backendexecutor.signalr.InvalidMessage;
import io.github.backendexecutor.signalr.protocol.ByteQueue;
import io.github.backendexecutor.signalr.protocol.Handshake;
import io.github.backendexecutor.signalr.protocol.HubMessage;
import io.github.backendexecutor.signalr.protocol.HubProtocol;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Turns the bytes of a client into messages, however the transport cut them: first the handshake,
/// then hub messages until the end. Works on the thread that brings the bytes, so a client that
/// sends faster than its methods run is slowed down by its own transport.
final class Inbox {
  private static final Logger log = LoggerFactory.getLogger(Inbox.class);

  /// Bytes are looked at in pieces of this size, so what waits here is bounded by one message and
  /// this.
  private static final int PIECE = 4096;

  private final ReentrantLock oneAtATime = new ReentrantLock();
  private final ByteQueue received = new ByteQueue();
  private final Lifeline life;
  private final Dispatcher dispatcher;
  private final Hub hub;

  Inbox(Lifeline life, Hub hub) {
    this.life = life;
    this.hub = hub;
    this.dispatcher = new Dispatcher(life, hub.methods());
  }

  void receive(byte[] data, int offset, int length) {
    oneAtATime.lock();
    try {
      int end = offset + length;
      for (int at = offset; at < end && !life.ended(); at += PIECE) {
        received.add(data, at, Math.min(PIECE, end - at));
        read();
      }
    } catch (InvalidMessage e) {
      refuse(e);
    } finally {
      oneAtATime.unlock();
    }
  }

  private void read() {
    HubProtocol protocol = life.connection().protocol();
    if (protocol == null) {
      protocol = handshake();
    }
    while (protocol != null && !life.ended()) {
      byte[] frame = protocol.nextFrame(received, hub.limits().messageBytes());
      if (frame == null) {
        return;
      }
      handle(protocol, frame);
    }
  }

  private void handle(HubProtocol protocol, byte[] frame) {
    life.pulse().handling();
    try {
      HubMessage message = protocol.read(frame);
      if (message != null) {
        dispatcher.handle(message);
      }
    } finally {
      life.pulse().handled(hub.clock().nanos());
    }
  }

  private @Nullable HubProtocol handshake() {
    byte[] record = received.takeRecord(hub.limits().messageBytes());
    if (record == null) {
      return null;
    }
    boolean binary = life.connection().transport().binary();
    switch (Handshake.answer(Handshake.Request.read(record), binary)) {
      case Handshake.Agreed agreed -> life.open(agreed);
      case Handshake.Refused refused -> life.end(refused.write());
    }
    return life.connection().protocol();
  }

  private void refuse(InvalidMessage e) {
    log.info("{} sent what is not SignalR and is closed: {}", life.connection(), e.getMessage());
    if (life.connection().protocol() == null) {
      life.end(Handshake.canceled().write());
    } else {
      life.connection().close(Lifeline.CLOSED_WITH_ERROR, true);
    }
  }
}
