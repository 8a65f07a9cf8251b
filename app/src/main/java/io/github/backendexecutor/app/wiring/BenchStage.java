package io.github.backendexecutor.app.wiring;

import io.github.backendexecutor.app.bench.Stage;
import io.github.backendexecutor.app.doctor.Invariant;
import io.github.backendexecutor.app.jdbc.Database;
import io.github.backendexecutor.app.jdbc.DatabaseAddress;
import io.github.backendexecutor.app.jdbc.EvidenceLog;
import io.github.backendexecutor.app.jdbc.JdbcJobStore;
import io.github.backendexecutor.app.push.HubAccess;
import io.github.backendexecutor.app.push.HubStore;
import io.github.backendexecutor.app.push.JobHub;
import io.github.backendexecutor.app.push.PushSettings;
import io.github.backendexecutor.app.redis.EmbeddedRedis;
import io.github.backendexecutor.app.redis.EntryDecoder;
import io.github.backendexecutor.app.redis.RedisAddress;
import io.github.backendexecutor.app.redis.RedisConnections;
import io.github.backendexecutor.app.redis.RedisJobStream;
import io.github.backendexecutor.app.redis.RedisMembership;
import io.github.backendexecutor.app.redis.RedisProbe;
import io.github.backendexecutor.executor.Executor;
import io.github.backendexecutor.executor.ExecutorSettings;
import io.github.backendexecutor.executor.Sockets;
import io.github.backendexecutor.executor.flow.Limits;
import io.github.backendexecutor.executor.flow.RetrySettings;
import io.github.backendexecutor.executor.flow.RoleSettings;
import io.github.backendexecutor.executor.flow.SystemClock;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.Members;
import io.github.backendexecutor.executor.spi.Rows;
import io.github.backendexecutor.executor.spi.Runner;
import io.github.backendexecutor.executor.spi.World;
import io.github.backendexecutor.signalr.backplane.BackplaneChannels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.UnifiedJedis;

/// Everything that `serve` plugs together but HTTP and Spring, over a Redis and a database where
/// nothing else is: new ones in a folder of their own, or places apart in those that are given.
public final class BenchStage implements Stage {
  private static final Duration GRACE = Duration.ofSeconds(30);
  private static final int CONNECTIONS = 100;
  private static final String SQLITE_FILE = "executor.db";

  /// The rules that a database can show to be kept.
  public static final Map<String, String> RULES =
      Invariant.ALL.stream().collect(Collectors.toUnmodifiableMap(Invariant::id, Invariant::sql));

  private final String name = "bench-" + UUID.randomUUID().toString().substring(0, 8);
  private final SystemClock clock = new SystemClock();
  private final Path folder;
  private final @Nullable EmbeddedRedis embedded;
  private final RedisAddress redisAddress;
  private final UnifiedJedis redis;
  private final BenchDatabase place;
  private final Database database;

  private BenchStage(Path data, @Nullable String redisAt, String databaseAt) throws IOException {
    this.folder = data.toAbsolutePath().resolve(name);
    Parts.makePrivate(folder);
    if (redisAt == null) {
      EmbeddedRedis own = EmbeddedRedis.start(folder.resolve("redis"), 0);
      this.embedded = own;
      this.redisAddress = own.address();
    } else {
      this.embedded = null;
      this.redisAddress = RedisAddress.parse(redisAt);
    }
    this.redis = RedisConnections.open(redisAddress, name, CONNECTIONS);
    this.place =
        databaseAt.isEmpty()
            ? BenchDatabase.file(folder.resolve(SQLITE_FILE))
            : BenchDatabase.schema(DatabaseAddress.parse(databaseAt), name.replace('-', '_'));
    this.database = Database.open(place.address());
    database.migrate();
  }

  /// Opens one.
  ///
  /// @param data a folder on the disk that is to be measured; a new one is made in it and removed
  /// @param redisAt null: an embedded one
  /// @param databaseAt as in `DATABASE_URL`; empty: SQLite in that folder
  public static BenchStage open(Path data, @Nullable String redisAt, String databaseAt)
      throws IOException {
    return new BenchStage(data, redisAt, databaseAt);
  }

  @Override
  public UnifiedJedis redis() {
    return redis;
  }

  @Override
  public String stream(Role role) {
    return name + ":" + role;
  }

  @Override
  public Clock clock() {
    return clock;
  }

  @Override
  public String servers() {
    return RedisProbe.ask(redis, List.of(name)).version()
        + (embedded == null ? " at " + redisAddress : " (embedded)")
        + ", "
        + place.words();
  }

  /// Where the SQLite file is, if the database is one.
  public Path sqliteFile() {
    return folder.resolve(SQLITE_FILE);
  }

  @Override
  public List<Map<String, String>> ask(String select, int max) {
    return database.exam().ask(select, max);
  }

  @Override
  public Map<String, String> rules() {
    return RULES;
  }

  @Override
  public Executing start(List<Role> roles, Runner runner, Runnable settled) {
    InstanceId instance = Parts.newInstance();
    UnifiedJedis own = RedisConnections.open(redisAddress, name, roles.size() + 4);
    UnifiedJedis quick = RedisConnections.openQuick(redisAddress, name, 3);
    var membership = new RedisMembership(quick, quick, name, instance, database.storeId(), clock);
    membership.beat();
    EvidenceLog evidence = database.evidence(clock);
    JobHub hub = hub(own, evidence);
    hub.start();
    JdbcJobStore store = database.store(instance, clock, folder.resolve("spool"));
    Map<Role, String> streams =
        roles.stream().collect(Collectors.toMap(Function.identity(), this::stream));
    var stream =
        new CountedStream(
            new RedisJobStream(own, name, instance, streams, new EntryDecoder(clock), clock),
            settled);
    Executor executor =
        Executor.start(
            settings(roles, runner),
            new Sockets(
                stream,
                new Rows(store, database.ownership(instance, clock), store),
                new Members(instance, database.membership(instance, clock), membership, membership),
                hub.notifier(),
                World.of(clock)));
    return () -> {
      executor.stop();
      hub.close();
      evidence.close();
      membership.leave();
      own.close();
      quick.close();
      store.close();
    };
  }

  private JobHub hub(UnifiedJedis own, EvidenceLog evidence) {
    PushSettings settings =
        new PushSettings(
            new BackplaneChannels("", name), Set.of(), null, "the secret of a bench", null);
    return new JobHub(
        settings,
        own,
        clock,
        new HubStore(database.events(), database.history(), database::hubSecret),
        HubAccess.everything(),
        evidence);
  }

  private static ExecutorSettings settings(List<Role> roles, Runner runner) {
    RetrySettings retry = new RetrySettings(3, Duration.ofSeconds(2), Duration.ofMinutes(5), 2);
    Map<Role, Integer> unlimited = new TreeMap<>();
    roles.forEach(role -> unlimited.put(role, 0));
    return new ExecutorSettings(
        roles.stream()
            .map(role -> new RoleSettings(role, runner, Duration.ofMinutes(30), retry, 1_000_000))
            .toList(),
        Limits.of(0, unlimited, Runtime.getRuntime().maxMemory()),
        GRACE,
        GRACE);
  }

  @Override
  public void close() {
    removeKeys();
    redis.close();
    database.close();
    place.remove().run();
    if (embedded != null) {
      embedded.close();
    }
    clock.close();
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException _) {
      // what stays is in a folder that says what it is
    }
  }

  private void removeKeys() {
    if (embedded == null) {
      redis.scanIteration(1_000, name + ":*").collect(new ArrayList<>()).forEach(redis::del);
      redis.del("executor:" + name);
    }
  }
}
