package io.github.backendexecutor.app.config;

import io.github.backendexecutor.app.config.Settings.RunnerWord;
import io.github.backendexecutor.executor.job.Role;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Puts the values together and checks those that depend on one another. It reads every setting, in
/// the order of the table, so that problems come in that order.
final class ConfigReader {
  private final Values values;
  private final Path folder;
  private final Checks checks;

  ConfigReader(Values values, Path folder, Checks checks) {
    this.values = values;
    this.folder = folder;
    this.checks = checks;
  }

  ExecutorConfig read(List<String> roles) {
    return new ExecutorConfig(
        address(Settings.REDIS, ExecutorConfig.EMBEDDED_REDIS, checks.redis()),
        values.get(Settings.GROUP),
        address(Settings.DATABASE, "", checks.database()),
        folder.resolve(values.get(Settings.DATA)),
        values.get(Settings.TOTAL),
        roles(roles),
        values.get(Settings.PLUGIN_PATH).stream().map(folder::resolve).toList(),
        values.get(Settings.MAX_ENTRY_BYTES),
        values.get(Settings.MAX_OUTPUT_BYTES),
        values.get(Settings.SHUTDOWN_GRACE),
        values.get(Settings.DEAD_AFTER),
        new RetentionConfig(
            values.get(Settings.RETENTION_COMPLETED),
            values.get(Settings.RETENTION_FAILED),
            values.get(Settings.RETENTION_CANCELLED),
            values.get(Settings.RETENTION_MAX_ROWS)),
        new LogConfig(
            values.get(Settings.LOG_FORMAT),
            values.get(Settings.LOG_LEVEL),
            values.get(Settings.LOG_PAYLOADS)),
        server(),
        signalr(),
        watch());
  }

  private String address(Setting<String> setting, String word, Consumer<String> check) {
    String address = values.get(setting);
    try {
      if (!address.equals(word)) {
        check.accept(address);
      }
    } catch (IllegalArgumentException e) {
      values.refuse(setting, "is not allowed: " + e.getMessage());
    }
    return address;
  }

  private List<RoleConfig> roles(List<String> names) {
    List<RoleConfig> roles = new ArrayList<>();
    Map<String, String> readers = new HashMap<>();
    for (String name : names) {
      boolean enabled = values.get(Settings.ENABLED, name);
      RoleConfig role = role(name);
      if (enabled) {
        roles.add(role);
        check(role.runner(), name);
        String other = readers.putIfAbsent(role.stream(), name);
        if (other != null) {
          values.refuse(Settings.STREAM, name, "is not allowed: role " + other + " reads it");
        }
      }
    }
    return List.copyOf(roles);
  }

  private RoleConfig role(String name) {
    return new RoleConfig(
        new Role(name),
        values.get(Settings.MAX, name),
        values.get(Settings.STREAM, name),
        runner(name),
        values.get(Settings.TIMEOUT, name),
        new RetryConfig(
            values.get(Settings.MAX_ATTEMPTS, name),
            values.get(Settings.BACKOFF, name),
            values.get(Settings.MAX_BACKOFF, name),
            values.get(Settings.MAX_LOST, name)));
  }

  private RunnerConfig runner(String name) {
    RunnerWord word = values.get(Settings.RUNNER, name);
    List<String> command = values.get(Settings.COMMAND, name);
    List<String> environment = values.get(Settings.ENVIRONMENT, name);
    String directory = values.get(Settings.WORKING_DIRECTORY, name);
    String plugin = values.get(Settings.PLUGIN, name);
    if (!values.has(Settings.RUNNER, name)) {
      word = impliedRunner(command, plugin);
    }
    return switch (word) {
      case ECHO -> new RunnerConfig.Echo();
      case COMMAND ->
          new RunnerConfig.Command(
              command, environment, directory.isEmpty() ? null : folder.resolve(directory));
      case PLUGIN -> new RunnerConfig.Plugin(plugin);
    };
  }

  private static RunnerWord impliedRunner(List<String> command, String plugin) {
    if (!command.isEmpty()) {
      return RunnerWord.COMMAND;
    }
    return plugin.isEmpty() ? RunnerWord.ECHO : RunnerWord.PLUGIN;
  }

  private void check(RunnerConfig runner, String role) {
    switch (runner) {
      case RunnerConfig.Echo() -> {}
      case RunnerConfig.Plugin(String className) -> {
        if (className.isEmpty()) {
          values.refuse(Settings.PLUGIN, role, "is not allowed: the runner plugin needs a class");
        }
      }
      case RunnerConfig.Command(List<String> command, _, _) -> {
        String why =
            command.isEmpty()
                ? "the runner command needs a program"
                : checks.command().apply(command);
        if (why != null) {
          values.refuse(Settings.COMMAND, role, "is not allowed: " + why);
        }
      }
    }
  }

  private ServerConfig server() {
    int port = values.get(Settings.PORT);
    String address = values.get(Settings.ADDRESS);
    AccessConfig access = access();
    boolean loopback =
        address.equals("localhost")
            || Kind.ip(address).filter(InetAddress::isLoopbackAddress).isPresent();
    if (!loopback && !access.required()) {
      values.refuse(
          Settings.ADDRESS, "is not allowed without a token: add EXECUTOR_TOKEN=<secret>");
    }
    return new ServerConfig(port, address, access);
  }

  private AccessConfig access() {
    String admin = values.get(Settings.TOKEN);
    String operator = values.get(Settings.OPERATOR_TOKEN);
    String viewer = values.get(Settings.VIEWER_TOKEN);
    if (!operator.isEmpty() && operator.equals(admin)) {
      values.refuse(Settings.OPERATOR_TOKEN, "is not allowed: it is the admin's");
    }
    if (!viewer.isEmpty() && (viewer.equals(admin) || viewer.equals(operator))) {
      values.refuse(Settings.VIEWER_TOKEN, "is not allowed: it is another's, who may do more");
    }
    return new AccessConfig(orNull(admin), orNull(operator), orNull(viewer), oidc());
  }

  private AccessConfig.@Nullable Oidc oidc() {
    String issuer = values.get(Settings.OIDC_ISSUER);
    String audience = values.get(Settings.OIDC_AUDIENCE);
    String claim = values.get(Settings.OIDC_ROLES_CLAIM);
    if (issuer.isEmpty()) {
      return null;
    }
    if (audience.isEmpty()) {
      values.refuse(
          Settings.OIDC_AUDIENCE,
          "is not allowed with an issuer: tokens for other programs would be accepted");
    }
    return new AccessConfig.Oidc(issuer, audience, claim);
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }

  private WatchConfig watch() {
    String traces = values.get(Settings.TRACES);
    return new WatchConfig(
        values.get(Settings.MANAGEMENT_PORT),
        traces.isEmpty() ? null : traces,
        values.get(Settings.TRACES_HEADERS));
  }

  private SignalRConfig signalr() {
    String hub = values.get(Settings.SIGNALR_HUB);
    String prefix = values.get(Settings.SIGNALR_CHANNEL_PREFIX);
    List<String> origins = values.get(Settings.SIGNALR_ALLOWED_ORIGINS);
    String secret = values.get(Settings.SIGNALR_SECRET);
    String azure = values.get(Settings.SIGNALR_AZURE);
    return new SignalRConfig(hub, prefix, origins, orNull(secret), orNull(azure));
  }
}
