package io.github.backendexecutor.executor.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes batches out of single calls: what arrives while one batch is written goes out as the next.
/// A lone request is written at once; nothing waits for a timer. One thread writes, so batches
/// never overlap. It is the one that everybody waits for, so callers take no lock that it needs,
/// and others wake them.
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

  private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);

  /// To wake a virtual thread costs the writing thread more than to start one that does it for this
  /// many.
  private static final int FEW = 4;

  private static final long PAUSE_NANOS = 10_000_000;

  private final Queue<Pending<Q, A>> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final int maxBatch;
  private final Writer<Q, A> writer;
  private final Class<? extends RuntimeException> outage;
  private final Thread thread;
  private volatile Volume volume = Volume.NONE;
  private volatile boolean idle;
  private volatile boolean closed;
  private volatile boolean ended;

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
    if (!add(List.of(pending))) {
      throw isClosed();
    }
    return pending.await();
  }

  /// The same for several requests of one caller, which are handed in together. Returns when all
  /// are written, or throws what the writer threw for one of them.
  public List<A> submit(List<? extends Q> requests) {
    List<Pending<Q, A>> all = new ArrayList<>(requests.size());
    requests.forEach(request -> all.add(new Pending<>(request, Thread.currentThread())));
    if (!add(all)) {
      throw isClosed();
    }
    List<A> answers = new ArrayList<>(all.size());
    RuntimeException failure = null;
    for (Pending<Q, A> pending : all) {
      try {
        answers.add(pending.await());
      } catch (RuntimeException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
    return answers;
  }

  /// Hands a request in and waits for nothing; nobody hears what becomes of it. False when so many
  /// wait already, or after the end.
  public boolean offer(Q request, int most) {
    return waiting.get() < most && add(List.of(new Pending<>(request, Thread.currentThread())));
  }

  /// Hands a request in and waits for nothing.
  ///
  /// @param whenDone called once; what it gets returns the answer, or throws what the writer threw.
  ///   One thread calls all of a batch in turn, so it neither blocks nor throws
  public void submit(Q request, Consumer<Supplier<A>> whenDone) {
    if (!add(List.of(new Pending<>(request, whenDone)))) {
      whenDone.accept(() -> {
        throw isClosed();
      });
    }
  }

  private boolean add(List<Pending<Q, A>> all) {
    if (closed) {
      return false;
    }
    waiting.addAndGet(all.size());
    queue.addAll(all);
    if (idle) {
      LockSupport.unpark(thread);
    }
    // whoever came before the end is written; who came after takes away what is not
    return !ended || !queue.removeAll(all);
  }

  private IllegalStateException isClosed() {
    return new IllegalStateException(thread.getName() + " is closed");
  }

  /// What has been written so far; their quotient is the size of a batch.
  ///
  /// @param requests one that was written again alone counts once
  public record Volume(long batches, long requests) {
    public static final Volume NONE = new Volume(0, 0);

    /// What both have written.
    public Volume and(Volume other) {
      return new Volume(batches + other.batches, requests + other.requests);
    }
  }

  public Volume volume() {
    return volume;
  }

  /// How many requests wait for the write that is under way.
  public int waiting() {
    return waiting.get();
  }

  /// Writes what has been submitted and ends the thread.
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
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
    while (!closed) {
      writeAll();
      idle = true;
      while (queue.isEmpty() && !closed) { // asked after it is known that this thread is idle
        LockSupport.park(this);
        Thread.interrupted();
      }
      idle = false;
    }
    writeAll();
    ended = true;
    writeAll(); // what was submitted before anybody could see the end
  }

  private void writeAll() {
    for (var batch = take(maxBatch); !batch.isEmpty(); batch = take(maxBatch)) {
      volume = new Volume(volume.batches + 1, volume.requests + batch.size());
      write(batch);
    }
  }

  private List<Pending<Q, A>> take(int most) {
    List<Pending<Q, A>> batch = new ArrayList<>();
    while (batch.size() < most) {
      Pending<Q, A> next = queue.poll();
      if (next == null) {
        break;
      }
      batch.add(next);
    }
    waiting.addAndGet(-batch.size());
    return batch;
  }

  private void write(List<Pending<Q, A>> batch) {
    try {
      List<A> answers = writer.write(requests(batch));
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
        // looked for first: who comes after an answer asks anew. What waited behind a batch that
        // met an outage would meet it too, one slow failure after the other.
        List<Pending<Q, A>> behind = outage.isInstance(e) ? take(Integer.MAX_VALUE) : List.of();
        fail(batch, e);
        fail(behind, e);
      }
      return;
    } catch (Error e) {
      fail(batch, new IllegalStateException(e));
      return;
    }
    wake(batch);
  }

  private List<Q> requests(List<Pending<Q, A>> batch) {
    List<Q> requests = new ArrayList<>(batch.size());
    batch.forEach(pending -> requests.add(pending.request));
    return requests;
  }

  private void fail(List<Pending<Q, A>> batch, RuntimeException cause) {
    batch.forEach(one -> one.fail(cause));
    wake(batch);
  }

  private void wake(List<Pending<Q, A>> batch) {
    List<Thread> callers = new ArrayList<>(batch.size());
    List<Pending<Q, A>> calledBack = new ArrayList<>();
    for (Pending<Q, A> pending : batch) {
      if (pending.caller == null) {
        calledBack.add(pending);
      } else if (callers.isEmpty() || !callers.getLast().equals(pending.caller)) {
        callers.add(pending.caller); // requests of one caller stand side by side
      }
    }
    if (callers.size() <= FEW) {
      callers.forEach(LockSupport::unpark);
    } else {
      elsewhere(() -> callers.forEach(LockSupport::unpark));
    }
    if (!calledBack.isEmpty()) {
      elsewhere(() -> calledBack.forEach(GroupCommit::callBack));
    }
  }

  private static void elsewhere(Runnable work) {
    while (true) {
      try {
        Thread.startVirtualThread(work);
        return;
      } catch (OutOfMemoryError _) { // others give memory back
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private static void callBack(Pending<?, ?> pending) {
    try {
      pending.callBack();
    } catch (RuntimeException | Error e) { // whose turn comes after it must not suffer
      LOG.error("somebody was called back and failed", e);
    }
  }

  private static final class Pending<Q, A> {
    private final Q request;
    private final @Nullable Thread caller;
    private final @Nullable Consumer<Supplier<A>> whenDone;
    private @Nullable A answer;
    private @Nullable RuntimeException failure;
    private volatile boolean done;

    Pending(Q request, Thread caller) {
      this.request = request;
      this.caller = caller;
      this.whenDone = null;
    }

    Pending(Q request, Consumer<Supplier<A>> whenDone) {
      this.request = request;
      this.caller = null;
      this.whenDone = whenDone;
    }

    void callBack() {
      if (whenDone != null) {
        whenDone.accept(this::await);
      }
    }

    void answer(A value) {
      answer = value;
      done = true;
    }

    void fail(RuntimeException cause) {
      failure = cause;
      done = true;
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
