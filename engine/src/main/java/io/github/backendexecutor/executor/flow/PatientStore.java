package io.github.backendexecutor.executor.flow;

import io.github.backendexecutor.executor.job.Begun;
import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.job.Ending;
import io.github.backendexecutor.executor.job.Saved;
import io.github.backendexecutor.executor.spi.JobStore;
import io.github.backendexecutor.executor.spi.StoreUnavailable;
import java.util.function.Supplier;

/// The store as a job sees it: a call returns when it has succeeded, however long the database is
/// away. Results of runs that ended meanwhile are kept by their waiting threads. It throws
/// StoreUnavailable only when the process is stopping and the database is still away.
final class PatientStore {
  private final JobStore store;
  private final Outage outage;

  PatientStore(JobStore store, Outage outage) {
    this.store = store;
    this.outage = outage;
  }

  /// See [JobStore#begin].
  Begun begin(Delivery delivery) {
    return untilDone("begin", () -> store.begin(delivery));
  }

  /// See [JobStore#finish].
  Saved finish(Ending ending) {
    return untilDone("finish", () -> store.finish(ending));
  }

  private <T> T untilDone(String party, Supplier<T> call) {
    while (true) {
      try {
        T answer = call.get();
        outage.worked(party);
        return answer;
      } catch (StoreUnavailable e) {
        if (outage.isShut()) {
          throw e;
        }
        outage.failed(party, e);
      } catch (RuntimeException e) { // it answered, and refused what was asked
        outage.worked(party);
        throw e;
      }
    }
  }
}
