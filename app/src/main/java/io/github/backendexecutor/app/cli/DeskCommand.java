package io.github.backendexecutor.app.cli;

import io.github.backendexecutor.app.wiring.Desk;
import io.github.backendexecutor.executor.job.Role;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// A short command beside a running service: it reads the same configuration and works with Redis
/// and the database itself, without Spring.
abstract class DeskCommand extends SettingsCommand {
  @Mixin private final ApiAddress address = new ApiAddress();

  @Option(names = "--json", description = "Print JSON, for scripts.")
  private boolean json;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Print this help.")
  @SuppressWarnings("UnusedVariable") // picocli reads it
  private boolean help;

  @Override
  public final Integer call() throws Exception {
    QuietLogs.on();
    Optional<ApiClient> service = address.named();
    if (service.isPresent()) {
      refuseSettings();
      try (ApiClient api = service.get()) {
        ApiCommand.warn(api, err());
        return run(api);
      }
    }
    try (Desk desk = Desk.open(settings())) {
      return run(desk);
    }
  }

  /// The service has settings of its own.
  private void refuseSettings() {
    if (!settings().isEmpty()) {
      throw new CommandFailed(
          Exit.USAGE,
          SafeText.line(settings().getFirst()) + " is not known here, with --url; see --help");
    }
  }

  /// Does what the command is for, and returns its exit code.
  abstract int run(Desk desk) throws Exception;

  /// The same through a running service.
  abstract int run(ApiClient api) throws Exception;

  final boolean json() {
    return json;
  }

  /// The role of this name, if it is configured.
  static @Nullable Role role(Desk desk, @Nullable String name) {
    if (name == null) {
      return null;
    }
    return desk.roles().stream()
        .filter(role -> role.name().equals(name))
        .findAny()
        .orElseThrow(() ->
            new CommandFailed(Exit.USAGE, "--role: '" + name + "' is not one of " + desk.roles()));
  }
}
