package io.github.backendexecutor.executor.flow;

import io.github.backendexecutor.executor.job.Begun;
import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.job.Ending;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.job.Run;
import io.github.backendexecutor.executor.spi.JobStore;
import io.github.backendexecutor.executor.spi.StoreUnavailable;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// A store that waits out the database's outages: a call returns when it has succeeded. Results of
/// runs that ended meanwhile are kept by their waiting threads. It throws only when the process is
/// stopping and the database is still away.
final class PatientStore implements JobStore {
  private final JobStore store;
  private final Outage outage;

  PatientStore(JobStore store, Outage outage) {
    this.store = store;
    this.outage = outage;
  }

  @Override
  public Begun begin(Delivery delivery) {
    return untilDone("begin", () -> store.begin(delivery));
  }

  @Override
  public boolean finish(Ending ending) {
    return untilDone("finish", () -> store.finish(ending));
  }

  @Override
  public List<Run> due(Role role, int max) {
    return untilDone("due", () -> store.due(role, max));
  }

  @Override
  public Map<Role, Instant> nextDue(Collection<Role> roles) {
    return untilDone("nextDue", () -> store.nextDue(roles));
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
      }
    }
  }
}
