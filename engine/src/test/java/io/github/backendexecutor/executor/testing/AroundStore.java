package io.github.backendexecutor.executor.testing;

import io.github.backendexecutor.executor.job.Begun;
import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.job.Ending;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.job.Run;
import io.github.backendexecutor.executor.job.Saved;
import io.github.backendexecutor.executor.spi.JobStore;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// A database that does what another does, but for what it overrides.
public interface AroundStore extends JobStore {
  JobStore store();

  @Override
  default Begun begin(Delivery delivery) {
    return store().begin(delivery);
  }

  @Override
  default Saved finish(Ending ending) {
    return store().finish(ending);
  }

  @Override
  default List<Run> due(Role role, int max) {
    return store().due(role, max);
  }

  @Override
  default Map<Role, Instant> nextDue(Collection<Role> roles) {
    return store().nextDue(roles);
  }
}
