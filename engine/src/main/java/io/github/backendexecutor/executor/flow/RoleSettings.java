package io.github.backendexecutor.executor.flow;

import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.job.Run;
import io.github.backendexecutor.executor.spi.Runner;
import java.time.Duration;
import java.util.Map;

/// How the jobs of one role are run.
///
/// @param timeout how long one run may take, unless the job says otherwise
/// @param maxOutput how many characters a result may have
public record RoleSettings(
    Role role, Runner runner, Duration timeout, RetrySettings retry, int maxOutput) {

  /// The settings for this run's role. Only jobs of configured roles are ever read or claimed.
  static RoleSettings of(Run run, Map<Role, RoleSettings> roles) {
    RoleSettings settings = roles.get(run.job().role());
    if (settings == null) {
      throw new IllegalStateException("role " + run.job().role() + " is not configured here");
    }
    return settings;
  }
}
