package io.github.backendexecutor.executor.flow;

import io.github.backendexecutor.executor.job.Entry;
import io.github.backendexecutor.executor.spi.JobStream;
import io.github.backendexecutor.executor.spi.StreamUnavailable;
import java.util.ArrayList;
import java.util.List;

/// Takes ended jobs' entries out of Redis. The result is saved by then, so a Redis that is away
/// costs nothing but patience: entries wait for it here until the process stops.
final class Settling {
  private static final String PARTY = "settle";

  /// Each one waiting keeps its job in memory.
  private static final int MOST_WAITING = 1_000;

  private final JobStream stream;
  private final Outage outage;
  private final Threads threads;
  private final List<Ended> waiting = new ArrayList<>();

  Settling(JobStream stream, Outage outage, Threads threads) {
    this.stream = stream;
    this.outage = outage;
    this.threads = threads;
  }

  private record Ended(Entry entry, String settleKey, Runnable beforeWaiting, Runnable whenOver) {}

  /// Hands the entry over and does not wait for it.
  ///
  /// @param beforeWaiting called when Redis is away, so that nobody waits for it meanwhile; may be
  ///   called again
  /// @param whenOver called once, when it is gone, or stays pending and is found again; by a thread
  ///   that others wait for
  void settle(Entry entry, String settleKey, Runnable beforeWaiting, Runnable whenOver) {
    settle(new Ended(entry, settleKey, beforeWaiting, whenOver));
  }

  private void settle(Ended ended) {
    stream.settle(
        ended.entry(),
        ended.settleKey(),
        failure -> {
          if (failure == null) {
            outage.worked(PARTY);
          } else {
            ended.beforeWaiting().run();
          }
          if (failure == null || outage.isShut() || !keep(ended, failure)) {
            ended.whenOver().run();
          }
        });
  }

  /// Keeps it for another try. One thread waits for all of them.
  private boolean keep(Ended ended, StreamUnavailable why) {
    synchronized (waiting) {
      if (waiting.size() == MOST_WAITING) {
        return false;
      }
      try {
        if (waiting.isEmpty()) {
          threads.start(() -> tryAgain(why)); // and waits for this lock
        }
        return waiting.add(ended);
      } catch (OutOfMemoryError _) {
        return false;
      }
    }
  }

  private void tryAgain(StreamUnavailable why) {
    outage.failed(PARTY, why);
    List<Ended> all;
    synchronized (waiting) {
      all = List.copyOf(waiting);
      waiting.clear();
    }
    if (outage.isShut()) {
      all.forEach(ended -> ended.whenOver().run());
    } else {
      all.forEach(this::settle);
    }
  }
}
