package io.github.backendexecutor.signalr.hub;

import java.time.Duration;

/// When a connection last gave a sign of life, in either direction, and what follows from it.
final class Pulse {
  enum Verdict {
    FINE,
    PING_DUE,
    HANDSHAKE_LATE,
    CLIENT_SILENT,
    STUCK
  }

  private final HubTimeouts timeouts;
  private final boolean pings;
  private final long born;
  private volatile long lastSent;
  private volatile long lastReceived;
  private volatile long sendingSince;
  private volatile boolean sending;
  private volatile boolean handling;
  private volatile boolean armed;
  private volatile long endedAt;
  private volatile boolean ended;

  Pulse(HubTimeouts timeouts, boolean pings, long now) {
    this.timeouts = timeouts;
    this.pings = pings;
    this.born = now;
    this.lastSent = now;
    this.lastReceived = now;
  }

  void sending(long now) {
    sendingSince = now;
    sending = true;
  }

  void sent(long now) {
    lastSent = now;
    sending = false;
  }

  /// A ping is on its way, though not yet with the transport.
  void pinging(long now) {
    lastSent = now;
  }

  /// A message is being handled: a slow hub method must not time its own client out.
  void handling() {
    handling = true;
  }

  void handled(long now) {
    lastReceived = now;
    handling = false;
  }

  /// The client pings, so its silence from now on means something.
  void pinged() {
    armed = pings;
  }

  void ended(long now) {
    endedAt = now;
    ended = true;
  }

  /// What is to be done now.
  ///
  /// @param shaken whether the handshake is done
  Verdict verdict(long now, boolean shaken) {
    // after the end, the last words have as long as any other write, and not a fresh start each
    if ((sending && over(sendingSince, timeouts.send(), now))
        || (ended && over(endedAt, timeouts.send().plus(timeouts.pollGap()), now))) {
      return Verdict.STUCK;
    }
    if (ended) {
      return Verdict.FINE;
    }
    if (!shaken) {
      return over(born, timeouts.handshake(), now) ? Verdict.HANDSHAKE_LATE : Verdict.FINE;
    }
    if (armed && !handling && over(lastReceived, timeouts.client(), now)) {
      return Verdict.CLIENT_SILENT;
    }
    boolean quiet = pings && !sending && over(lastSent, timeouts.keepAlive(), now);
    return quiet ? Verdict.PING_DUE : Verdict.FINE;
  }

  private static boolean over(long since, Duration time, long now) {
    return now - since >= time.toNanos();
  }
}
