package io.github.backendexecutor.signalr.transport;

import io.github.backendexecutor.signalr.hub.HubClock;
import io.github.backendexecutor.signalr.hub.HubTimeouts;
import io.github.backendexecutor.signalr.hub.Wire;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Long Polling: the client asks again and again, and each answer waits until there is news. The
/// first answer comes at once, empty; the client says hello only after it. Of two polls at a time
/// the older one ends. A client that asks no more is given up.
final class LongPoll implements Session {
  private final Wire wire;
  private final HubClock clock;
  private final HubTimeouts timeouts;
  private final Runnable over;
  private final RequestThread thread = new RequestThread();
  private final ReentrantLock oneAtATime = new ReentrantLock();
  private volatile @Nullable Poll current;
  private volatile boolean begun;
  private volatile long lastSeen;

  /// @param over is run when the client has been given the last answer, or is given up
  LongPoll(Wire wire, HubClock clock, HubTimeouts timeouts, Runnable over) {
    this.wire = wire;
    this.clock = clock;
    this.timeouts = timeouts;
    this.over = over;
    this.lastSeen = clock.nanos();
  }

  /// One waiting request.
  private static final class Poll {
    final long since;
    volatile boolean replaced;
    volatile boolean timedOut;

    Poll(long since) {
      this.since = since;
    }

    boolean waitedEnough() {
      return replaced || timedOut;
    }
  }

  @Override
  public Wire wire() {
    return wire;
  }

  @Override
  public void abort() {
    thread.interrupt();
    over.run();
  }

  @Override
  public void tick(long now) {
    Poll poll = current;
    if (poll == null) {
      if (now - lastSeen >= timeouts.pollGap().toNanos()) {
        over.run();
      }
    } else if (now - poll.since >= timeouts.poll().toNanos()) {
      poll.timedOut = true;
      wire.nudge();
    }
  }

  /// Answers one poll, as soon as there is something to say.
  void answer(Exchange exchange, Map<String, String> headers) throws IOException {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put("Content-Type", "application/octet-stream");
    all.put("Cache-Control", "no-cache, no-store");
    all.put("Pragma", "no-cache");
    all.put("Expires", "Thu, 01 Jan 1970 00:00:00 GMT");
    Poll mine = new Poll(clock.nanos());
    replace(mine);
    oneAtATime.lock(); // until the older one has ended
    try {
      answer(exchange, all, mine);
    } finally {
      lastSeen = clock.nanos();
      done(mine);
      oneAtATime.unlock();
    }
  }

  private synchronized void replace(Poll mine) {
    if (current != null) {
      current.replaced = true;
      wire.nudge();
    }
    current = mine;
  }

  private synchronized void done(Poll mine) {
    if (current == mine) {
      current = null;
    }
  }

  private void answer(Exchange exchange, Map<String, String> headers, Poll mine)
      throws IOException {
    if (!begun) {
      begun = true;
      exchange.answer(200, headers, new byte[0]);
      return;
    }
    byte[] messages = take(mine);
    if (messages == null) {
      over.run();
      exchange.answer(204, headers, new byte[0]);
    } else if (messages.length == 0) {
      exchange.answer(mine.replaced ? 204 : 200, headers, messages);
    } else {
      deliver(exchange, headers, messages);
    }
  }

  private byte @Nullable [] take(Poll mine) {
    try {
      return wire.take(Integer.MAX_VALUE, mine::waitedEnough);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null; // the server stops; so does this connection
    }
  }

  private void deliver(Exchange exchange, Map<String, String> headers, byte[] messages)
      throws IOException {
    boolean delivered = false;
    try {
      thread.run(() -> exchange.answer(200, headers, messages));
      wire.written();
      delivered = true;
    } finally {
      if (!delivered) {
        over.run(); // these messages are lost, so the connection is: going on would hide it
      }
    }
  }
}
