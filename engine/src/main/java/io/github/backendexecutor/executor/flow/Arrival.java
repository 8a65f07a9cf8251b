package io.github.backendexecutor.executor.flow;

import io.github.backendexecutor.executor.job.Begun;
import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.job.Entry;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JsonText;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.job.Run;
import io.github.backendexecutor.executor.spi.StoreUnavailable;
import org.jspecify.annotations.Nullable;

/// How a job came to this process: as an entry that asks to begin, or as a due row that was
/// claimed.
sealed interface Arrival {
  Role role();

  JobId jobId();

  @Nullable Entry entry();

  String settleKey();

  /// The trace context that the job came with; null: none.
  @Nullable String traceparent();

  /// About what it takes of memory, in bytes.
  long weight();

  Begun begin(PatientStore store);

  /// An entry of a stream.
  record Read(Delivery delivery) implements Arrival {
    @Override
    public Role role() {
      return delivery.role();
    }

    @Override
    public JobId jobId() {
      return delivery.jobId();
    }

    @Override
    public Entry entry() {
      return delivery.entry();
    }

    @Override
    public String settleKey() {
      return delivery.settleKey();
    }

    @Override
    public @Nullable String traceparent() {
      return delivery instanceof Delivery.Readable read ? read.job().terms().traceparent() : null;
    }

    @Override
    public long weight() {
      return delivery.weight();
    }

    /// An entry that the database refuses for what it contains can never run: it is saved as
    /// unreadable.
    @Override
    public Begun begin(PatientStore store) {
      try {
        return store.begin(delivery);
      } catch (StoreUnavailable e) {
        throw e;
      } catch (RuntimeException e) {
        return store.begin(refused(e));
      }
    }

    private Delivery refused(RuntimeException why) {
      String reason = "the database refused it: " + why.getMessage();
      return new Delivery.Unreadable(
          delivery.entry(), role(), jobId(), "", "", reason, JsonText.NULL);
    }
  }

  /// A row that was due and is claimed: it has begun.
  record Claimed(Run run) implements Arrival {
    @Override
    public Role role() {
      return run.job().role();
    }

    @Override
    public JobId jobId() {
      return run.job().id();
    }

    @Override
    public @Nullable Entry entry() {
      return run.entry();
    }

    @Override
    public String settleKey() {
      return run.job().id().value();
    }

    @Override
    public @Nullable String traceparent() {
      return run.job().terms().traceparent();
    }

    @Override
    public long weight() {
      return run.job().weight();
    }

    @Override
    public Begun begin(PatientStore store) {
      return new Begun.Started(run);
    }
  }
}
