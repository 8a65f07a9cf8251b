package io.github.backendexecutor.app.wiring;

import io.github.backendexecutor.app.config.AccessConfig;
import io.github.backendexecutor.app.config.ExecutorConfig;
import io.github.backendexecutor.app.jdbc.PostgresAddress;
import io.github.backendexecutor.app.push.AzureAddress;
import io.github.backendexecutor.app.redis.RedisAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Every secret of a configuration, to be hidden wherever it would come out.
final class KnownSecrets {
  private static final Pattern SECRET_NAME = Pattern.compile("(?i).*(password|secret).*");

  private final List<String> found = new ArrayList<>();

  private KnownSecrets() {}

  static List<String> of(ExecutorConfig config) {
    KnownSecrets secrets = new KnownSecrets();
    AccessConfig access = config.server().access();
    secrets.add(access.adminToken());
    secrets.add(access.operatorToken());
    secrets.add(access.viewerToken());
    secrets.add(config.signalr().secret());
    String azure = config.signalr().azure();
    if (azure != null) {
      secrets.add(azure);
      secrets.add(AzureAddress.parse(azure).accessKey());
    }
    config.watch().traceHeaders().values().forEach(secrets::addHeader);
    secrets.addRedis(config);
    if (Parts.databaseAddress(config) instanceof PostgresAddress postgres) {
      secrets.add(postgres.parameters());
    }
    return List.copyOf(secrets.found);
  }

  /// Without the word before it, as in `Bearer …`.
  private void addHeader(String value) {
    add(value.substring(value.lastIndexOf(' ') + 1));
  }

  private void addRedis(ExecutorConfig config) {
    if (config.wantsEmbeddedRedis()) {
      return;
    }
    RedisAddress redis = RedisAddress.parse(config.redis());
    add(redis.login().password());
    if (redis.topology() instanceof RedisAddress.Topology.Sentinel(_, _, var login)) {
      add(login.password());
    }
  }

  private void add(Map<String, String> parameters) {
    parameters.forEach((name, value) -> {
      if (SECRET_NAME.matcher(name).matches()) {
        add(value);
      }
    });
  }

  private void add(@Nullable String secret) {
    if (secret != null && !secret.isEmpty()) {
      found.add(secret);
    }
  }
}
