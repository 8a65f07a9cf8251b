package io.github.backendexecutor.app.wiring;

import io.github.backendexecutor.app.api.Here;
import io.github.backendexecutor.app.config.ExecutorConfig;
import io.github.backendexecutor.app.config.RoleConfig;
import io.github.backendexecutor.app.config.RunnerConfig;
import io.github.backendexecutor.executor.Snapshot;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Role;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// This process, as the API shows it.
final class ThisInstance implements Here {
  private final InstanceId id;
  private final ExecutorConfig config;
  private final ServiceLifecycle lifecycle;
  private final Map<Role, RoleFacts> roles = new TreeMap<>();

  ThisInstance(InstanceId id, ExecutorConfig config, ServiceLifecycle lifecycle) {
    this.id = id;
    this.config = config;
    this.lifecycle = lifecycle;
    for (RoleConfig role : config.roles()) {
      roles.put(role.role(), new RoleFacts(role.stream(), runner(role.runner()), role.max()));
    }
  }

  private static String runner(RunnerConfig runner) {
    return switch (runner) {
      case RunnerConfig.Echo() -> "echo";
      case RunnerConfig.Command _ -> "command";
      case RunnerConfig.Plugin _ -> "plugin";
    };
  }

  @Override
  public InstanceId id() {
    return id;
  }

  @Override
  public String version() {
    return Parts.version();
  }

  @Override
  public Map<Role, RoleFacts> roles() {
    return roles;
  }

  @Override
  public int total() {
    return config.totalLimit();
  }

  @Override
  public Optional<Doing> doing() {
    return lifecycle.snapshot().map(ThisInstance::doing);
  }

  @Override
  public @Nullable Instant databaseAwaySince() {
    return lifecycle.databaseAwaySince();
  }

  @Override
  public @Nullable Instant redisAwaySince() {
    return lifecycle.redisAwaySince();
  }

  private static Doing doing(Snapshot now) {
    return new Doing(now.ready(), now.capacity(), now.taken(), now.control());
  }
}
