package io.github.backendexecutor.app.wiring;

import io.github.backendexecutor.app.config.ConfigProblems;
import io.github.backendexecutor.app.config.ExecutorConfig;
import io.github.backendexecutor.app.config.RoleConfig;
import io.github.backendexecutor.app.config.SignalRConfig;
import io.github.backendexecutor.app.doctor.Patient;
import io.github.backendexecutor.app.doctor.RedisLook;
import io.github.backendexecutor.app.doctor.Sql;
import io.github.backendexecutor.app.jdbc.Database;
import io.github.backendexecutor.app.jdbc.SqliteAddress;
import io.github.backendexecutor.app.redis.RedisAddress;
import io.github.backendexecutor.app.redis.RedisAddress.Host;
import io.github.backendexecutor.app.redis.RedisAddress.Topology;
import io.github.backendexecutor.app.redis.RedisConnections;
import io.github.backendexecutor.app.redis.RedisMembership;
import io.github.backendexecutor.app.redis.RedisProducer;
import io.github.backendexecutor.executor.flow.SystemClock;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.spi.Canceller;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.JobHistory;
import io.github.backendexecutor.executor.spi.JobProducer;
import io.github.backendexecutor.executor.spi.Notifications;
import io.github.backendexecutor.executor.spi.StoreUnavailable;
import io.github.backendexecutor.executor.spi.StreamUnavailable;
import io.github.backendexecutor.signalr.backplane.BackplaneChannels;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;

/// Where the short commands work, beside a running service: it opens what a command asks for, and
/// only that, so that `show` needs no Redis and `submit` no database.
public final class Desk implements AutoCloseable {
  /// In: an id. Answer: a row when somebody asked to cancel the job.
  private static final String CANCEL_REQUESTED =
      "SELECT 1 FROM job WHERE job_id = ? AND CAST(cancel_requested AS INTEGER) = 1";

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

  /// In a service, with its configuration.
  static Desk of(ExecutorConfig config) {
    return new Desk(config);
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
    return new RedisProducer(openRedis(), Parts.streamOf(config))::submit;
  }

  /// Throws StoreUnavailable when there is no database yet.
  public JobHistory history() {
    return openDatabase().history();
  }

  /// Throws StoreUnavailable when there is no database yet.
  public Notifications notifications() {
    return openDatabase().notifications();
  }

  /// Throws StoreUnavailable when there is no database yet.
  public Canceller canceller() {
    return openDatabase().canceller(clock);
  }

  /// Whether somebody asked to cancel the job. Throws StoreUnavailable as the others.
  public boolean isCancelRequested(JobId id) {
    return !openDatabase().exam().ask(CANCEL_REQUESTED, 1, id.value()).isEmpty();
  }

  /// Asks all instances of the group to look at the database now.
  ///
  /// @throws StreamUnavailable when Redis could not be told
  public void nudge() {
    try {
      RedisMembership.nudge(openRedis(), config.group());
    } catch (JedisException e) {
      throw new StreamUnavailable(String.valueOf(e.getMessage()), e);
    }
  }

  /// Everything that a doctor looks at; nothing of it is touched yet.
  public Patient patient() {
    Map<String, String> streams = new TreeMap<>();
    Parts.streams(config).forEach((role, key) -> streams.put(role.name(), key));
    return new Patient(
        config.wantsEmbeddedRedis() ? "the embedded Redis" : "Redis at " + redisAddress(),
        !config.wantsEmbeddedRedis() && isOpen(redisAddress()),
        this::redisLook,
        database(),
        this::sql,
        config.group(),
        streams,
        config.data(),
        Parts.spool(config));
  }

  /// Reached over the network, and without a password.
  private static boolean isOpen(RedisAddress address) {
    List<Host> hosts =
        switch (address.topology()) {
          case Topology.Single(var host) -> List.of(host);
          case Topology.Sentinel(var sentinels, _, _) -> sentinels;
          case Topology.Cluster(var nodes) -> nodes;
        };
    boolean here =
        hosts.stream()
            .allMatch(host -> host.name().matches("localhost|127(\\.\\d+){3}|::1|0:0:0:0:0:0:0:1"));
    return !here && address.login().password() == null;
  }

  private RedisLook redisLook() {
    SignalRConfig signalr = config.signalr();
    BackplaneChannels hub =
        signalr.azure() == null
            ? new BackplaneChannels(signalr.channelPrefix(), signalr.hub())
            : null;
    return new StreamsLook(openRedis(), config.group(), Parts.streams(config).values(), hub);
  }

  private Sql sql() {
    return new SqlLook(openDatabase().exam());
  }

  private UnifiedJedis openRedis() {
    if (redis == null) {
      redis = RedisConnections.openQuick(redisAddress(), "executor-cli", 2);
    }
    return redis;
  }

  private Database openDatabase() {
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
    return database;
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
