package io.github.backendexecutor.signalr.hub;

import io.github.backendexecutor.signalr.protocol.Handshake;
import io.github.backendexecutor.signalr.protocol.HubMessage;
import java.time.Instant;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The life of one connection: new, opening, open, ended. It ends once, whoever ends it; after that
/// its last words may still be on their way until the transport is gone.
final class Lifeline implements HubConnection.Life {
  private static final Logger log = LoggerFactory.getLogger(Lifeline.class);

  /// All that a client hears of an error inside the server.
  static final String CLOSED_WITH_ERROR = "Connection closed with an error.";

  private enum Stage {
    NEW,
    OPENING,
    OPEN,
    ENDED
  }

  private final HubConnection connection;
  private final Outbox outbox;
  private final Pulse pulse;
  private final Hub hub;
  private final Runnable abort;
  private final Set<String> groups = ConcurrentHashMap.newKeySet();
  private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.NEW);
  private final AtomicBoolean aborted = new AtomicBoolean();
  private volatile boolean clientLeft;

  Lifeline(Hub hub, String id, HubUser user, Transport transport, Runnable abort) {
    this.hub = hub;
    this.abort = abort;
    this.connection = new HubConnection(id, user, transport, this);
    this.outbox = new Outbox(hub.limits().outboxBytes());
    this.pulse = new Pulse(hub.timeouts(), transport.needsPings(), hub.clock().nanos());
  }

  HubConnection connection() {
    return connection;
  }

  Pulse pulse() {
    return pulse;
  }

  @Override
  public Outbox outbox() {
    return outbox;
  }

  @Override
  public Set<String> groups() {
    return Collections.unmodifiableSet(groups);
  }

  boolean join(String group) {
    return hub.table().join(connection, group, groups);
  }

  boolean leave(String group) {
    return hub.table().leave(connection, group, groups);
  }

  boolean ended() {
    return stage.get() == Stage.ENDED;
  }

  /// The hands are shaken. The client reads the answer only when every listener has heard of it, so
  /// whatever is sent to a client that believes it is connected finds it.
  void open(Handshake.Agreed agreed) {
    if (!stage.compareAndSet(Stage.NEW, Stage.OPENING)) {
      return;
    }
    connection.speak(agreed.protocol());
    outbox.hold();
    outbox.offer(agreed.write());
    hub.table().add(connection);
    tellOpened();
    if (stage.compareAndSet(Stage.OPENING, Stage.OPEN)) {
      outbox.release();
    } else { // it ended in between, and whoever ended it left these to this thread
      hub.table().remove(connection);
      hub.listeners().closed(connection);
    }
  }

  private void tellOpened() {
    try {
      hub.listeners().opened(connection);
    } catch (RuntimeException e) {
      log.warn("A listener refused {}; it is closed", connection, e);
      connection.close(CLOSED_WITH_ERROR, false);
    }
  }

  @Override
  public void end(byte @Nullable [] lastWords) {
    Stage before = stage.getAndSet(Stage.ENDED);
    if (before == Stage.ENDED) {
      return;
    }
    pulse.ended(hub.clock().nanos());
    hub.table().remove(connection);
    outbox.finish(lastWords);
    // callbacks of the application may block, and this may be the thread of a sender
    HubThreads.start("closed", () -> tellClosed(before));
  }

  private void tellClosed(Stage before) {
    connection.forgetAsked();
    if (before == Stage.OPEN) {
      hub.listeners().closed(connection);
    }
  }

  @Override
  public void cut(String why) {
    end(null);
    outbox.discard();
    if (aborted.compareAndSet(false, true)) {
      log.info("Cutting {}: {}", connection, why);
      HubThreads.start("abort", abort);
    }
  }

  /// The client says goodbye: the end of the input, not an error.
  void leave() {
    clientLeft = true;
    connection.close(null, false);
  }

  boolean clientLeft() {
    return clientLeft;
  }

  /// The transport has ended, whoever ended it.
  void gone() {
    aborted.set(true);
    end(null);
    outbox.discard();
    hub.forget(this);
  }

  /// Looks once a second whether something is due.
  void tick(long now, Instant wallClock) {
    switch (pulse.verdict(now, connection.protocol() != null)) {
      case FINE -> {}
      case PING_DUE -> ping(now);
      case HANDSHAKE_LATE -> end(Handshake.canceled().write());
      case CLIENT_SILENT -> connection.close(CLOSED_WITH_ERROR, true);
      case STUCK -> cut("a write took too long");
    }
    Instant expiresAt = connection.user().expiresAt();
    if (expiresAt != null && !wallClock.isBefore(expiresAt)) {
      connection.close(null, true);
    }
  }

  private void ping(long now) {
    if (outbox.isEmpty()) {
      pulse.pinging(now);
      connection.write(new HubMessage.Ping());
    }
  }
}
