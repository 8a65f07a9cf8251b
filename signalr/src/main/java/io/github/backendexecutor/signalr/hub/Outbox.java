package io.github.backendexecutor.signalr.hub;

import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Messages waiting for one client, in order. Whoever sends never waits: the outbox takes the
/// message or says at once that it is full. The transport takes them out at the client's pace.
final class Outbox {
  enum Offer {
    TAKEN,
    FULL,
    OVER
  }

  /// What a queued message costs besides its bytes; so small ones are bounded in number too.
  private static final int OVERHEAD = 64;

  private final int mostBytes;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<byte[]> waiting = new ArrayDeque<>(2);
  private long bytes;
  private boolean held;
  private boolean over;

  Outbox(int mostBytes) {
    this.mostBytes = mostBytes;
  }

  /// Puts a message at the end. An empty outbox takes one of any size.
  Offer offer(byte[] message) {
    lock.lock();
    try {
      if (over) {
        return Offer.OVER;
      }
      if (!waiting.isEmpty() && bytes + message.length + OVERHEAD > mostBytes) {
        return Offer.FULL;
      }
      add(message);
      return Offer.TAKEN;
    } finally {
      lock.unlock();
    }
  }

  /// Keeps everything from the transport until [#release()].
  void hold() {
    set(() -> held = true);
  }

  void release() {
    set(() -> held = false);
  }

  /// Adds the last words, if any, full or not; nothing is taken after them.
  void finish(byte @Nullable [] lastWords) {
    set(() -> {
      if (!over && lastWords != null) {
        add(lastWords);
      }
      over = true;
      held = false;
    });
  }

  /// Throws away what is waiting; nothing is taken any more.
  void discard() {
    set(() -> {
      waiting.clear();
      bytes = 0;
      over = true;
      held = false;
    });
  }

  /// Makes a waiting [#take] look at its `enough` again.
  void nudge() {
    set(() -> {});
  }

  boolean isEmpty() {
    lock.lock();
    try {
      return waiting.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /// Waits for messages and takes whole ones, together no longer than `most` unless a single one
  /// is. Empty when there are none and `enough` says not to wait on; null when nothing will come
  /// any more.
  byte @Nullable [] take(int most, BooleanSupplier enough) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (waiting.isEmpty() || held) {
        if (over) {
          return null;
        }
        if (enough.getAsBoolean()) {
          return new byte[0];
        }
        changed.await();
      }
      return next(most);
    } finally {
      lock.unlock();
    }
  }

  private byte[] next(int most) {
    byte[] first = remove();
    byte @Nullable [] second = waiting.peek();
    if (second == null || first.length + second.length > most) {
      return first;
    }
    ByteArrayOutputStream together = new ByteArrayOutputStream(first.length + second.length);
    together.writeBytes(first);
    while (second != null && together.size() + second.length <= most) {
      together.writeBytes(remove());
      second = waiting.peek();
    }
    return together.toByteArray();
  }

  private byte[] remove() {
    byte[] message = waiting.remove();
    bytes -= message.length + OVERHEAD;
    return message;
  }

  private void add(byte[] message) {
    waiting.add(message);
    bytes += message.length + OVERHEAD;
    changed.signalAll();
  }

  private void set(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
