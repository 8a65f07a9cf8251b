package io.github.backendexecutor.app.wiring;

import io.github.backendexecutor.app.config.ExecutorConfig;
import io.github.backendexecutor.app.config.RoleConfig;
import io.github.backendexecutor.app.config.RunnerConfig;
import io.github.backendexecutor.app.runner.CommandRunner;
import io.github.backendexecutor.app.runner.CommandSettings;
import io.github.backendexecutor.app.runner.Commands;
import io.github.backendexecutor.app.runner.EchoRunner;
import io.github.backendexecutor.app.runner.PluginRunner;
import io.github.backendexecutor.executor.flow.RetrySettings;
import io.github.backendexecutor.executor.flow.RoleSettings;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.Runner;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes the runners that the roles are configured with, and closes what they hold.
final class RoleRunners implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RoleRunners.class);

  private final ExecutorConfig config;
  private final Commands commands;
  private final List<PluginRunner> plugins = new ArrayList<>();

  RoleRunners(ExecutorConfig config, Clock clock) {
    this.config = config;
    this.commands = new Commands(clock, config.shutdownGrace().plusSeconds(15));
  }

  List<RoleSettings> settings() {
    return config.roles().stream().map(this::settings).toList();
  }

  private RoleSettings settings(RoleConfig role) {
    RetrySettings retry =
        new RetrySettings(
            role.retry().maxAttempts(),
            role.retry().backoff(),
            role.retry().maxBackoff(),
            role.retry().maxLost());
    return new RoleSettings(
        role.role(), runner(role), role.timeout(), retry, config.maxOutputBytes());
  }

  private Runner runner(RoleConfig role) {
    return switch (role.runner()) {
      case RunnerConfig.Echo() -> echo(role);
      case RunnerConfig.Command(var command, var environment, var folder) ->
          new CommandRunner(
              new CommandSettings(
                  command,
                  Set.copyOf(environment),
                  CommandSettings.DEFAULT_STOP_GRACE,
                  config.maxOutputBytes(),
                  folder),
              commands);
      case RunnerConfig.Plugin(var className) -> plugin(className);
    };
  }

  private static Runner echo(RoleConfig role) {
    LOG.warn(
        "role {} has NO RUNNER: its jobs are only echoed, no work is done; set"
            + " executor.roles.{}.command or .plugin",
        role.role(),
        role.role());
    return new EchoRunner();
  }

  private Runner plugin(String className) {
    PluginRunner plugin = PluginRunner.load(className, config.pluginPath());
    plugins.add(plugin);
    return plugin;
  }

  @Override
  public void close() {
    commands.close();
    for (PluginRunner plugin : plugins) {
      try {
        plugin.close();
      } catch (IOException e) {
        LOG.warn("{}", e.getMessage());
      }
    }
  }
}
