package io.github.backendexecutor.executor.flow;

import io.github.backendexecutor.executor.spi.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The jobs whose begin, or whose end, the database has not committed yet. While they are many, or
/// large, nothing more is read: what the database has not taken in is better off in Redis, where
/// other instances find it, than in the memory of this process. Once they are few those who waited
/// read one after the other, first come, first served: thirty who read at once would bring many
/// times what is wanted.
final class Unsaved {
  /// Enough for one batch that is written and one that waits.
  private static final int MOST = 2_000;

  /// So much memory they may take, in bytes; the last answer of Redis comes on top.
  private static final long MOST_MEMORY = 8L * 1024 * 1024;

  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicLong memory = new AtomicLong();
  private final Monitor monitor;
  private final SequencedSet<Object> line = new LinkedHashSet<>();
  private @Nullable Object turn;

  Unsaved(Clock clock) {
    this.monitor = new Monitor(clock);
  }

  /// A job was read, or has ended.
  ///
  /// @param weight about what it takes of memory, in bytes
  void enter(long weight) {
    memory.addAndGet(weight);
    waiting.incrementAndGet();
  }

  /// Its begin, or its end, is committed, or has failed.
  void leave(long weight) {
    long before = memory.getAndAdd(-weight);
    boolean fewer = waiting.getAndDecrement() == MOST;
    boolean smaller = before >= MOST_MEMORY && before - weight < MOST_MEMORY;
    if (fewer || smaller) {
      monitor.change(this::callNext);
    }
  }

  /// Somebody who may have waited for it has read.
  void read() {
    if (!many()) {
      monitor.change(this::callNext);
    }
  }

  private void callNext() {
    turn = line.isEmpty() || many() ? null : line.getFirst();
  }

  boolean many() {
    return waiting.get() >= MOST || memory.get() >= MOST_MEMORY;
  }

  /// Waits until they are few and it is the caller's turn, at most this long. True when it is. Who
  /// comes while they are few, and so also who has waited in vain for somebody that hangs, waits
  /// for nobody.
  boolean awaitFew(Duration atMost) {
    if (!many()) {
      return true;
    }
    Object me = new Object();
    try {
      monitor.change(() -> {
        line.addLast(me);
        callNext(); // they may have become few since
      });
      return monitor.await(() -> me.equals(turn), atMost);
    } finally {
      monitor.change(() -> {
        line.remove(me);
        if (me.equals(turn)) {
          turn = null;
        }
      });
    }
  }
}
