package io.github.backendexecutor.app.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// The whole configuration, typed and checked; [Settings] says what each value means.
///
/// @param redis an address, or [#EMBEDDED_REDIS]
/// @param database an address; empty: SQLite in `data`
/// @param totalLimit how many jobs may run at once; 0: unlimited
/// @param roles those that are enabled, sorted by name
public record ExecutorConfig(
    String redis,
    String group,
    String database,
    Path data,
    int totalLimit,
    List<RoleConfig> roles,
    List<Path> pluginPath,
    int maxEntryBytes,
    int maxOutputBytes,
    Duration shutdownGrace,
    Duration deadAfter,
    RetentionConfig retention,
    LogConfig log,
    ServerConfig server,
    SignalRConfig signalr,
    WatchConfig watch) {

  /// The word that asks for a Redis of our own.
  public static final String EMBEDDED_REDIS = "embedded";

  public boolean wantsEmbeddedRedis() {
    return redis.equals(EMBEDDED_REDIS);
  }

  /// Without the addresses: they can carry passwords.
  @Override
  public String toString() {
    return "ExecutorConfig[group="
        + group
        + ", totalLimit="
        + totalLimit
        + ", roles="
        + roles
        + "]";
  }
}
