package io.github.backendexecutor.executor.spi;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Makes batches out of plain blocking calls: what arrives while one batch is written goes out as
/// the next. A lone request is written at once; nothing waits for a timer. One thread writes, so
/// batches never overlap.
///
/// @param <Q> a request
/// @param <A> its answer
public final class GroupCommit<Q, A> implements AutoCloseable {

  /// Writes a batch in one go.
  @FunctionalInterface
  public interface Writer<Q, A> {
    /// Answers every request, in their order. An exception means that nothing was written, or that
    /// it is not known whether it was.
    List<A> write(List<Q> batch);
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final Queue<Pending<Q, A>> queue = new ArrayDeque<>();
  private final int maxBatch;
  private final Writer<Q, A> writer;
  private final Class<? extends RuntimeException> outage;
  private final Thread thread;
  private long batches;
  private long requests;
  private boolean closed;

  /// @param outage what the writer throws when the other side is unreachable: the whole batch fails
  ///   with it. Any other exception of a batch is taken for one request's fault, and the requests
  ///   are written again one by one, so that only the culprit fails.
  public GroupCommit(
      String name, int maxBatch, Class<? extends RuntimeException> outage, Writer<Q, A> writer) {
    this.maxBatch = maxBatch;
    this.outage = outage;
    this.writer = writer;
    // a platform thread: JDBC drivers with native code would hold on to a carrier of virtual
    // threads
    this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::writeUntilClosed);
    thread.start();
  }

  /// Waits until the request is written and returns its answer, or throws what the writer threw. An
  /// interrupt does not end the wait; it is kept for the caller.
  public A submit(Q request) {
    Pending<Q, A> pending = new Pending<>(request, Thread.currentThread());
    if (!add(pending, Integer.MAX_VALUE)) {
      throw new IllegalStateException(thread.getName() + " is closed");
    }
    return pending.await();
  }

  /// Hands a request in and waits for nothing; nobody hears what becomes of it. False when so many
  /// wait already, or after the end.
  public boolean offer(Q request, int most) {
    return add(new Pending<>(request, Thread.currentThread()), most);
  }

  private boolean add(Pending<Q, A> pending, int most) {
    lock.lock();
    try {
      if (closed || queue.size() >= most) {
        return false;
      }
      queue.add(pending);
      arrived.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// What has been written so far; their quotient is the size of a batch.
  ///
  /// @param requests one that was written again alone counts once
  public record Volume(long batches, long requests) {
    public static final Volume NONE = new Volume(0, 0);
  }

  public Volume volume() {
    lock.lock();
    try {
      return new Volume(batches, requests);
    } finally {
      lock.unlock();
    }
  }

  /// How many requests wait for the write that is under way.
  public int waiting() {
    lock.lock();
    try {
      return queue.size();
    } finally {
      lock.unlock();
    }
  }

  /// Writes what has been submitted and ends the thread.
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      arrived.signal();
    } finally {
      lock.unlock();
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void writeUntilClosed() {
    for (var batch = take(); !batch.isEmpty(); batch = take()) {
      write(batch);
    }
  }

  private List<Pending<Q, A>> take() {
    lock.lock();
    try {
      while (queue.isEmpty() && !closed) {
        arrived.awaitUninterruptibly();
      }
      List<Pending<Q, A>> batch = new ArrayList<>(Math.min(queue.size(), maxBatch));
      while (batch.size() < maxBatch && !queue.isEmpty()) {
        batch.add(queue.remove());
      }
      batches += batch.isEmpty() ? 0 : 1;
      requests += batch.size();
      return batch;
    } finally {
      lock.unlock();
    }
  }

  private void write(List<Pending<Q, A>> batch) {
    try {
      List<A> answers = writer.write(batch.stream().map(p -> p.request).toList());
      if (answers.size() != batch.size()) {
        throw new IllegalStateException(
            answers.size() + " answers to " + batch.size() + " requests");
      }
      for (int i = 0; i < batch.size(); i++) {
        batch.get(i).answer(answers.get(i));
      }
    } catch (RuntimeException e) {
      if (batch.size() > 1 && !outage.isInstance(e)) {
        batch.forEach(one -> write(List.of(one)));
      } else {
        // looked for first: who comes after an answer asks anew
        List<Pending<Q, A>> behind = outage.isInstance(e) ? takeAll() : List.of();
        batch.forEach(one -> one.fail(e));
        behind.forEach(one -> one.fail(e));
      }
    } catch (Error e) {
      batch.forEach(one -> one.fail(new IllegalStateException(e)));
    }
  }

  /// What waited behind a batch that met an outage would meet it too, one slow failure after the
  /// other.
  private List<Pending<Q, A>> takeAll() {
    lock.lock();
    try {
      List<Pending<Q, A>> behind = List.copyOf(queue);
      queue.clear();
      return behind;
    } finally {
      lock.unlock();
    }
  }

  private static final class Pending<Q, A> {
    private final Q request;
    private final Thread caller;
    private @Nullable A answer;
    private @Nullable RuntimeException failure;
    private volatile boolean done;

    Pending(Q request, Thread caller) {
      this.request = request;
      this.caller = caller;
    }

    void answer(A value) {
      answer = value;
      done = true;
      LockSupport.unpark(caller);
    }

    void fail(RuntimeException cause) {
      failure = cause;
      done = true;
      LockSupport.unpark(caller);
    }

    @SuppressWarnings("NullAway") // without a failure there is an answer
    A await() {
      boolean interrupted = false;
      while (!done) {
        LockSupport.park(this);
        interrupted |= Thread.interrupted();
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      if (failure != null) {
        throw failure;
      }
      return answer;
    }
  }
}
