package io.github.backendexecutor.executor.flow;

import io.github.backendexecutor.executor.job.Entry;
import io.github.backendexecutor.executor.spi.JobStream;
import io.github.backendexecutor.executor.spi.StreamUnavailable;
import java.util.concurrent.atomic.AtomicInteger;

/// Takes ended jobs' entries out of Redis. The result is saved by then, so a Redis that is away
/// costs nothing but patience: the call waits for it until the process stops.
final class Settling {
  private static final String PARTY = "settle";

  /// Each one waiting keeps its job in memory.
  private static final int MOST_WAITING = 1_000;

  private final JobStream stream;
  private final Outage outage;
  private final AtomicInteger waiting = new AtomicInteger();

  Settling(JobStream stream, Outage outage) {
    this.stream = stream;
    this.outage = outage;
  }

  /// @param beforeWaiting called when Redis is away, so that nobody waits for the caller meanwhile
  void settle(Entry entry, String settleKey, Runnable beforeWaiting) {
    while (true) {
      try {
        stream.settle(entry, settleKey);
        outage.worked(PARTY);
        return;
      } catch (StreamUnavailable e) {
        beforeWaiting.run();
        if (outage.isShut() || !waitForRedis(e)) {
          return; // it stays pending, and is found again
        }
      }
    }
  }

  private boolean waitForRedis(StreamUnavailable why) {
    try {
      boolean few = waiting.incrementAndGet() <= MOST_WAITING;
      if (few) {
        outage.failed(PARTY, why);
      }
      return few;
    } finally {
      waiting.decrementAndGet();
    }
  }
}
