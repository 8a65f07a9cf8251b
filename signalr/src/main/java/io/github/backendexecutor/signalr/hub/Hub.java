package io.github.backendexecutor.signalr.hub;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A SignalR hub: holds the connections of its clients, whatever transport brings them, answers
/// their calls and sends to them. Once a second it looks whether a ping is due or a client has gone
/// silent.
public final class Hub {
  private static final Logger log = LoggerFactory.getLogger(Hub.class);
  private static final Duration TICK = Duration.ofSeconds(1);

  private final HubMethods methods;
  private final HubTimeouts timeouts;
  private final HubLimits limits;
  private final HubClock clock;
  private final ConnectionTable table;
  private final Listeners listeners = new Listeners();
  private final List<Runnable> beats = new CopyOnWriteArrayList<>();

  /// All whose transport is not gone, also those before the handshake and after the end.
  private final Map<String, Lifeline> wired = new ConcurrentHashMap<>();

  private final CompletableFuture<@Nullable Void> drained = new CompletableFuture<>();
  private volatile boolean closing;

  public Hub(HubMethods methods, HubTimeouts timeouts, HubLimits limits, HubClock clock) {
    this.methods = methods;
    this.timeouts = timeouts;
    this.limits = limits;
    this.clock = clock;
    this.table = new ConnectionTable(limits.groupsEach());
    clock.alarm(TICK, this::tick);
  }

  /// Whom to send to.
  public Clients clients() {
    return new Clients(table);
  }

  public Groups groups() {
    return new Groups(this);
  }

  /// The connection of this id, if it is open and held here.
  public @Nullable HubConnection connection(String id) {
    return table.connection(id);
  }

  /// All that are open and held here; a live view.
  public Collection<HubConnection> connections() {
    return table.all();
  }

  /// How many clients can be reached here.
  public int size() {
    return table.all().size();
  }

  /// From now on this hears of connections.
  public void listen(HubListener listener) {
    listeners.add(listener);
  }

  /// Takes in a client that came over a transport; it can be reached once it has shaken hands.
  ///
  /// @param abort ends the transport at once; may block
  /// @return null when the hub is closing, is full, or has this id already
  public @Nullable Wire connect(String id, HubUser user, Transport transport, Runnable abort) {
    Lifeline life = new Lifeline(this, id, user, transport, abort);
    if (closing || wired.size() >= limits.connections() || wired.putIfAbsent(id, life) != null) {
      return null;
    }
    if (closing) { // it may have missed the goodbye
      life.end(null);
    }
    return new Wire(life, this);
  }

  /// Runs this every second, for transports. It must not block.
  public void everySecond(Runnable beat) {
    beats.add(beat);
  }

  /// Takes in no more clients, tells the present ones that they may come back, and waits until all
  /// have heard it, but no longer than this. Then those left are cut.
  public void close(Duration grace) {
    closing = true;
    wired.values().forEach(life -> life.connection().close(null, true));
    finishIfDrained();
    clock.alarm(grace, () -> drained.complete(null));
    drained.join();
    wired.values().forEach(life -> life.cut("the hub is closing"));
  }

  public HubTimeouts timeouts() {
    return timeouts;
  }

  public HubLimits limits() {
    return limits;
  }

  public HubClock clock() {
    return clock;
  }

  HubMethods methods() {
    return methods;
  }

  ConnectionTable table() {
    return table;
  }

  Listeners listeners() {
    return listeners;
  }

  @Nullable Lifeline life(String connectionId) {
    return table.connection(connectionId) == null ? null : wired.get(connectionId);
  }

  void forget(Lifeline life) {
    wired.remove(life.connection().id(), life);
    finishIfDrained();
  }

  private void finishIfDrained() {
    if (closing && wired.isEmpty()) {
      drained.complete(null);
    }
  }

  private void tick() {
    long now = clock.nanos();
    Instant wallClock = clock.now();
    wired.values().forEach(life -> safely(() -> life.tick(now, wallClock)));
    beats.forEach(Hub::safely);
    if (!closing || !wired.isEmpty()) {
      clock.alarm(TICK, this::tick);
    }
  }

  @SuppressWarnings("CatchingUnchecked") // the heart must go on beating for all the others
  private static void safely(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      log.error("The heartbeat of the hub failed for one connection", e);
    }
  }
}
