package io.github.backendexecutor.executor.flow;

import io.github.backendexecutor.executor.job.Entry;
import io.github.backendexecutor.executor.spi.JobStream;
import io.github.backendexecutor.executor.spi.StreamUnavailable;

/// Takes ended jobs' entries out of Redis. The result is saved by then, so a Redis that is away
/// costs nothing but patience: the call waits for it until the process stops.
final class Settling {
  private static final String PARTY = "settle";

  private final JobStream stream;
  private final Outage outage;

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
        if (outage.isShut()) {
          return;
        }
        outage.failed(PARTY, e);
      }
    }
  }
}
