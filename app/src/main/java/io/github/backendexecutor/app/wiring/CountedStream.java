package io.github.backendexecutor.app.wiring;

import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.job.Entry;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.spi.JobStream;
import io.github.backendexecutor.executor.spi.Known;
import io.github.backendexecutor.executor.spi.StreamUnavailable;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A stream that says when an entry has left it.
record CountedStream(JobStream stream, Runnable settled) implements JobStream {
  @Override
  public List<Delivery> read(Role role, int max, Duration wait) {
    return stream.read(role, max, wait);
  }

  @Override
  public List<Delivery> pending(Role role, @Nullable Entry after, int max, Known known) {
    return stream.pending(role, after, max, known);
  }

  @Override
  public void settle(Entry entry, String settleKey) {
    stream.settle(entry, settleKey);
    settled.run();
  }

  @Override
  public void settle(
      Entry entry, String settleKey, Consumer<@Nullable StreamUnavailable> whenDone) {
    stream.settle(
        entry,
        settleKey,
        failure -> {
          if (failure == null) {
            settled.run();
          }
          whenDone.accept(failure);
        });
  }

  @Override
  public boolean adopt(InstanceId gone) {
    return stream.adopt(gone);
  }

  @Override
  public void leave() {
    stream.leave();
  }
}
