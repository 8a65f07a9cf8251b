package io.github.backendexecutor.app.wiring;

import io.github.backendexecutor.app.config.ExecutorConfig;
import io.github.backendexecutor.app.jdbc.Database;
import io.github.backendexecutor.app.jdbc.JdbcJobStore;
import io.github.backendexecutor.app.push.JobHub;
import io.github.backendexecutor.app.redis.EmbeddedRedis;
import io.github.backendexecutor.app.redis.RedisAddress;
import io.github.backendexecutor.app.redis.RedisConnections;
import io.github.backendexecutor.app.redis.RedisMembership;
import io.github.backendexecutor.app.redis.RedisProbe;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.InstanceNote;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.GroupCommit;
import io.github.backendexecutor.executor.spi.Members;
import io.github.backendexecutor.executor.spi.Rows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.UnifiedJedis;

/// The Redis and the database of a service: opened without touching them, since they may come later
/// than the service does. An embedded Redis is started here.
final class Servers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Servers.class);

  private final ExecutorConfig config;
  private final @Nullable EmbeddedRedis embedded;
  private final RedisAddress redisAddress;
  private final UnifiedJedis redis;
  private final UnifiedJedis quickRedis;
  private final UnifiedJedis hubRedis;
  private final Database database;
  private final InstanceId instance;
  private final Clock clock;
  private volatile @Nullable JdbcJobStore store;
  private @Nullable RedisMembership membership;

  Servers(ExecutorConfig config, InstanceId instance, Clock clock) {
    this.config = config;
    this.instance = instance;
    this.clock = clock;
    this.embedded = config.wantsEmbeddedRedis() ? startEmbedded(config) : null;
    this.redisAddress = embedded == null ? RedisAddress.parse(config.redis()) : embedded.address();
    // one blocked reader a role, one for settling, and a few for everything else
    this.redis = RedisConnections.open(redisAddress, instance.value(), config.roles().size() + 4);
    // one for the beats, one for the subscription, and some for those who look
    this.quickRedis = RedisConnections.openQuick(redisAddress, instance.value(), 6);
    // one for what is heard, one for what is sent, and one to spare
    this.hubRedis = RedisConnections.open(redisAddress, instance.value(), 3);
    this.database = Parts.openDatabase(config);
  }

  UnifiedJedis redis() {
    return redis;
  }

  /// Answers soon or fails.
  UnifiedJedis quickRedis() {
    return quickRedis;
  }

  /// For the hub alone: jobs and clients do not wait for one another.
  UnifiedJedis hubRedis() {
    return hubRedis;
  }

  Database database() {
    return database;
  }

  /// The rows as this process may use them. Closed with the database.
  Rows rows() {
    JdbcJobStore made = database.store(instance, clock, Parts.spool(config));
    store = made;
    return new Rows(
        made, database.ownership(instance, clock), made, database.controls(clock)::read);
  }

  /// What has been written into rows.
  GroupCommit.Volume commits() {
    JdbcJobStore made = store;
    return made == null ? GroupCommit.Volume.NONE : made.commits();
  }

  /// How this process belongs to its group; only after Redis was checked.
  Members members() {
    RedisMembership redisMembership = Objects.requireNonNull(membership);
    return new Members(
        instance, database.membership(instance, clock), redisMembership, redisMembership);
  }

  /// After the database was prepared. Throws StreamUnavailable while Redis is not there. Warns of
  /// settings that can lose jobs.
  void checkRedis() {
    RedisProbe.Report report = RedisProbe.ask(redis, Parts.streams(config).values());
    if (!report.supported()) {
      throw new IllegalStateException(
          report.version() + " at " + redisAddress + " is too old: 6.2 or later is needed");
    }
    Objects.requireNonNull(membership).beat(); // refuses a group that works on another database
    LOG.info("Redis: {} at {}", report.version(), redisAddress);
    report.warnings().forEach(warning -> LOG.warn("Redis: {}", warning));
    redisAddress
        .ignored()
        .forEach(option -> LOG.info("Redis: the option {} has no effect here", option));
  }

  /// Where Redis is, in words and without its password.
  String redisAddress() {
    return redisAddress.toString();
  }

  /// Throws StoreUnavailable while the database is not there.
  void prepareDatabase() {
    database.migrate();
    membership =
        new RedisMembership(
            quickRedis, quickRedis, config.group(), instance, database.storeId(), clock);
    database.instances(clock).describe(note());
    LOG.info("database: {}", Parts.databaseAddress(config));
  }

  private InstanceNote note() {
    Map<Role, Integer> roles = new TreeMap<>();
    config.roles().forEach(role -> roles.put(role.role(), role.max()));
    return new InstanceNote(
        instance,
        Parts.host(),
        Parts.version(),
        clock.now(),
        config.totalLimit(),
        roles,
        JobHub.PATH);
  }

  @Override
  public void close() {
    if (membership != null) {
      membership.leave();
    }
    redis.close();
    quickRedis.close();
    hubRedis.close();
    JdbcJobStore made = store;
    if (made != null) {
      made.close();
    }
    database.close();
    if (embedded != null) {
      embedded.close();
    }
  }

  private static EmbeddedRedis startEmbedded(ExecutorConfig config) {
    try {
      Parts.makePrivate(config.data());
      int port = LocalPort.isFree(Parts.EMBEDDED_PORT) ? Parts.EMBEDDED_PORT : 0;
      EmbeddedRedis redis = EmbeddedRedis.start(config.data().resolve("redis"), port);
      Files.writeString(Parts.embeddedPort(config), Integer.toString(redis.port()));
      return redis;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the data folder " + config.data() + " cannot be used: " + e.getMessage(), e);
    }
  }
}
