package io.github.backendexecutor.app.wiring;

import io.github.backendexecutor.app.config.ConfigProblems;
import io.github.backendexecutor.app.config.ExecutorConfig;
import io.github.backendexecutor.app.config.RoleConfig;
import io.github.backendexecutor.app.jdbc.Database;
import io.github.backendexecutor.app.jdbc.SqliteAddress;
import io.github.backendexecutor.app.redis.RedisAddress;
import io.github.backendexecutor.app.redis.RedisConnections;
import io.github.backendexecutor.app.redis.RedisProducer;
import io.github.backendexecutor.executor.flow.SystemClock;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.JobHistory;
import io.github.backendexecutor.executor.spi.JobProducer;
import io.github.backendexecutor.executor.spi.StoreUnavailable;
import io.github.backendexecutor.executor.spi.StreamUnavailable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.UnifiedJedis;

/// Where the short commands work, beside a running service: it opens what a command asks for, and
/// only that, so that `show` needs no Redis and `submit` no database.
public final class Desk implements AutoCloseable {
  private final ExecutorConfig config;
  private final SystemClock clock = new SystemClock();
  private @Nullable UnifiedJedis redis;
  private @Nullable Database database;

  private Desk(ExecutorConfig config) {
    this.config = config;
  }

  /// Reads the configuration; opens nothing yet.
  ///
  /// @param settings the command's options that are settings
  public static Desk open(List<String> settings) throws ConfigProblems {
    return new Desk(ProcessConfig.loadForDesk(settings).config());
  }

  public List<Role> roles() {
    return config.roles().stream().map(RoleConfig::role).toList();
  }

  public Clock clock() {
    return clock;
  }

  /// The database in words, without its password.
  public String database() {
    return Parts.databaseAddress(config).toString();
  }

  public JobProducer producer() {
    if (redis == null) {
      redis = RedisConnections.open(redisAddress(), "executor-cli", 1);
    }
    return new RedisProducer(redis, Parts.streamOf(config))::submit;
  }

  /// Throws StoreUnavailable when there is no database yet.
  public JobHistory history() {
    if (database == null) {
      // a short command makes no database: an empty one would only hide that it looks in the wrong
      // place
      if (Parts.databaseAddress(config) instanceof SqliteAddress(var file) && !Files.exists(file)) {
        throw new StoreUnavailable(
            "there is no " + database() + " yet; the service makes it when it starts",
            new FileNotFoundException(file.toString()));
      }
      database = Parts.openDatabase(config);
    }
    return database.history();
  }

  @Override
  public void close() {
    if (redis != null) {
      redis.close();
    }
    if (database != null) {
      database.close();
    }
    clock.close();
  }

  /// An embedded Redis belongs to the service that started it, which wrote down its port.
  private RedisAddress redisAddress() {
    if (!config.wantsEmbeddedRedis()) {
      return RedisAddress.parse(config.redis());
    }
    try {
      return RedisAddress.parse(
          "127.0.0.1:" + Files.readString(Parts.embeddedPort(config)).strip());
    } catch (IOException e) {
      throw new StreamUnavailable("no service has started its embedded Redis here yet", e);
    }
  }
}
