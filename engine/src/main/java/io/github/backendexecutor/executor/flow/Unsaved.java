package io.github.backendexecutor.executor.flow;

import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.spi.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The jobs whose begin, or whose end, the database has not committed yet. While they are many, or
/// large, nothing more is read: what the database has not taken in is better off in Redis, where
/// other instances find it, than in the memory of this process. Nor is anything while others read
/// as much again, or thirty who saw that few are unsaved would bring many times what is wanted.
/// Once there is room those who waited read one after the other, first come, first served.
final class Unsaved {
  /// Enough for one batch that is written and one that waits.
  private static final int MOST = 2_000;

  /// So much memory they may take, in bytes; the last answer of Redis comes on top.
  private static final long MOST_MEMORY = 2L * 1024 * 1024;

  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicLong memory = new AtomicLong();
  private final AtomicReference<Load> expected = new AtomicReference<>(Load.NONE);
  private final Clock clock;

  /// Who waits, and the lock of all that follows.
  private final SequencedSet<Reader> line = new LinkedHashSet<>();

  private volatile boolean lined;
  private volatile @Nullable Reader turn;

  Unsaved(Clock clock) {
    this.clock = clock;
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
    memory.addAndGet(-weight);
    waiting.decrementAndGet();
    callNext();
  }

  boolean many() {
    return isMuch(waiting.get(), memory.get());
  }

  private static boolean isMuch(int jobs, long bytes) {
    return jobs >= MOST || bytes >= MOST_MEMORY;
  }

  private boolean hasRoom() {
    return hasRoomBeside(expected.get());
  }

  private boolean hasRoomBeside(Load others) {
    return !many() && !isMuch(others.jobs, others.bytes);
  }

  /// Wakes nobody but the one whose turn it is.
  private void callNext() {
    if (isTurnFree()) { // seldom, and every job that leaves asks: so not under the lock
      synchronized (line) {
        if (isTurnFree()) {
          Reader next = line.getFirst();
          turn = next;
          next.called.ring();
        }
      }
    }
  }

  private boolean isTurnFree() {
    return lined && turn == null && hasRoom();
  }

  private void join(Reader reader) {
    synchronized (line) {
      line.addLast(reader);
      lined = true;
      callNext(); // there may be room since it was asked
    }
  }

  /// Answers whether it is the reader's turn, which it then has until it ends.
  private boolean leave(Reader reader) {
    synchronized (line) {
      line.remove(reader);
      lined = !line.isEmpty();
      return reader.equals(turn);
    }
  }

  /// Whoever reads one stream.
  Reader reader() {
    return new Reader();
  }

  /// So many jobs, which weigh so many bytes.
  private record Load(int jobs, long bytes) {
    static final Load NONE = new Load(0, 0);

    static Load of(List<Delivery> deliveries) {
      return new Load(deliveries.size(), deliveries.stream().mapToLong(Delivery::weight).sum());
    }

    Load plus(Load other) {
      return new Load(jobs + other.jobs, bytes + other.bytes);
    }

    Load minus(Load other) {
      return new Load(jobs - other.jobs, bytes - other.bytes);
    }
  }

  /// Its turns at reading, each of which is expected to bring as much as the one before. Used by
  /// one thread.
  final class Reader {
    private final Wakeup called = new Wakeup(clock);
    private Load brought = Load.NONE;
    private Load expects = Load.NONE;

    /// Waits until it is its turn, at most this long. True then, and also whenever there is room:
    /// who comes while there is some, or has waited in vain for somebody that hangs, waits for
    /// nobody.
    boolean awaitRoom(Duration atMost) {
      if (hasRoom()) {
        return true;
      }
      join(this);
      called.await(atMost);
      return leave(this) || hasRoom();
    }

    /// It is about to read. False when others were faster: then it does not, and waits again.
    boolean begins() {
      Load others;
      do {
        others = expected.get();
        if (!hasRoomBeside(others)) {
          return false;
        }
      } while (!expected.compareAndSet(others, others.plus(brought)));
      expects = brought;
      return true;
    }

    /// It has read, and these have entered.
    void brought(List<Delivery> deliveries) {
      brought = Load.of(deliveries);
    }

    /// It does not read, or only waits for an entry. May be called again.
    void ends() {
      Load over = expects;
      expects = Load.NONE;
      expected.updateAndGet(all -> all.minus(over));
      if (equals(turn)) {
        turn = null;
      }
      callNext();
    }
  }
}
