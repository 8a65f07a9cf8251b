package io.github.backendexecutor.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.backendexecutor.app.redis.EmbeddedRedis;
import io.github.backendexecutor.app.wiring.Desk;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.Membership;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.XAddParams;
import redis.clients.jedis.params.XReadGroupParams;
import redis.clients.jedis.params.XTrimParams;

/// Each sickness is made in a real Redis or database, and the doctor must see it and say what to
/// do.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
@SuppressWarnings("NullAway.Init")
class DoctorTest {
  private static final String STREAM = "jobs:agent";
  private static final String GROUP = "executor-group";
  private static final String HASH = "executor:" + GROUP;

  private EmbeddedRedis server;
  private Jedis redis;
  private TestDatabase sqlite;

  @TempDir private Path folder;

  @BeforeAll
  void start(@TempDir Path data) {
    server = EmbeddedRedis.start(data.resolve("redis"), 0);
    redis = new Jedis("127.0.0.1", server.port());
  }

  @AfterAll
  void stop() {
    redis.close();
    server.close();
  }

  @BeforeEach
  void prepare() throws Exception {
    redis.flushAll();
    folder = Files.createTempDirectory(folder, "test");
    sqlite = TestDatabase.open(TestDatabase.Kind.SQLITE, folder);
  }

  @AfterEach
  void heal() {
    sqlite.close();
    redis.configSet("maxmemory", "0");
    redis.configSet("maxmemory-policy", "noeviction");
    redis.configSet("save", "");
    redis.configSet("appendonly", "yes");
  }

  @ParameterizedTest
  @EnumSource
  void a_healthy_place_has_no_failures(TestDatabase.Kind kind) throws Exception {
    try (TestDatabase database = TestDatabase.open(kind, folder);
        Beating _ = new Beating(database, "me")) {
      redis.xgroupCreate(STREAM, GROUP, new StreamEntryID(), true);
      add(3);
      read("me", 2);
      redis.hset(HASH, "store", database.database().storeId());
      database.job("mine", "running", 1, "");
      database.count();
      List<Finding> findings = examine(database.url());
      Stream<Finding> bad = findings.stream().filter(one -> one.level() != Level.OK);
      assertThat(bad.map(Finding::found).filter(found -> !found.contains("CVE-")))
          // the PostgreSQL of tests is made to be fast
          .allMatch(found -> !database.sqlite() && found.startsWith("fsync is off"));
      assertThat(found(findings, "instances").found()).isEqualTo("1 live: me");
      assertThat(found(findings, "running jobs").found()).startsWith("1, all with instances");
      assertThat(found(findings, "agent stream").found())
          .isEqualTo("jobs:agent has 3 entries, 1 waiting, 2 read and not settled");
      assertThat(found(findings, "agent consumers").found()).isEqualTo("me live");
      assertThat(found(findings, "store").found()).contains("belong together");
    }
  }

  @Test
  void a_redis_that_throws_keys_away_is_told() {
    redis.configSet("maxmemory-policy", "allkeys-lru");
    sick("eviction", Level.FAIL, "allkeys-lru", "CONFIG SET maxmemory-policy noeviction");
    redis.configSet("maxmemory-policy", "volatile-ttl");
    sick("eviction", Level.WARN, "volatile-ttl", "noeviction");
  }

  @Test
  void a_redis_that_keeps_nothing_is_told() {
    redis.configSet("appendonly", "no");
    sick("persistence", Level.FAIL, "keeps nothing on disk", "CONFIG SET appendonly yes");
    redis.configSet("save", "3600 1");
    sick("persistence", Level.WARN, "since the last snapshot", "CONFIG SET appendonly yes");
  }

  @Test
  void a_redis_that_is_nearly_full_is_told() {
    long used = Long.parseLong(info("used_memory"));
    redis.configSet("maxmemory", String.valueOf(used * 10 / 7));
    assertThat(look("memory").level()).isEqualTo(Level.OK);
    redis.configSet("maxmemory", String.valueOf(used * 100 / 88));
    sick("memory", Level.WARN, "%", "raise maxmemory");
    redis.configSet("maxmemory", String.valueOf(used));
    sick("memory", Level.FAIL, "XADD is refused", "raise maxmemory");
  }

  @Test
  void a_replica_is_told() {
    redis.replicaof("127.0.0.1", 1);
    try {
      sick("redis role", Level.FAIL, "replica", "name the primary");
    } finally {
      redis.replicaofNoOne();
    }
  }

  @Test
  void a_key_that_is_no_stream_is_told() {
    redis.set(STREAM, "what?");
    sick("agent stream", Level.FAIL, "is a string and no stream", "RENAME");
  }

  @Test
  void a_stream_that_nobody_reads_is_told() {
    add(2);
    sick("agent stream", Level.WARN, "2 entries and no group", "start an executor");
  }

  @Test
  void entries_that_a_producer_trimmed_are_told() {
    redis.xgroupCreate(STREAM, GROUP, new StreamEntryID(), true);
    add(1);
    read("me", 1);
    add(9);
    redis.xtrim(STREAM, XTrimParams.xTrimParams().maxLen(2));
    sick("agent trimming", Level.FAIL, "7 entries left jobs:agent before anybody", "MAXLEN");
  }

  @Test
  void a_lag_that_redis_does_not_know_is_explained() {
    redis.xgroupCreate(STREAM, GROUP, new StreamEntryID(), true);
    List<StreamEntryID> ids = add(5);
    read("me", 1);
    redis.xdel(STREAM, ids.get(3));
    Finding finding = look("agent stream");
    assertThat(finding.level()).isEqualTo(Level.OK);
    assertThat(finding.found()).contains("lag nil", "deleted out of turn");
  }

  @Test
  void pending_entries_without_content_are_told() {
    redis.xgroupCreate(STREAM, GROUP, new StreamEntryID(), true);
    List<StreamEntryID> ids = add(3);
    read("me", 3);
    redis.xdel(STREAM, ids.get(0), ids.get(2));
    sick("agent ghosts", Level.WARN, "2 pending entries", "find who trims");
  }

  @Test
  void entries_of_a_removed_consumer_are_told() {
    redis.xgroupCreate(STREAM, GROUP, new StreamEntryID(), true);
    redis.hset(HASH, "since:" + STREAM, "0-0");
    add(4);
    read("me", 3);
    redis.xgroupDelConsumer(STREAM, GROUP, "me");
    sick("agent strays", Level.WARN, "3 entries", "leave consumers to the executors");
  }

  @Test
  void an_unknown_consumer_is_left_alone_and_told() {
    redis.xgroupCreate(STREAM, GROUP, new StreamEntryID(), true);
    add(2);
    read("dotnet-worker", 2);
    sick(
        "agent consumers",
        Level.WARN,
        "dotnet-worker holds 2 entries",
        "XPENDING jobs:agent executor-group - + 10 dotnet-worker");
  }

  @Test
  void a_dead_consumer_is_told() throws Exception {
    redis.xgroupCreate(STREAM, GROUP, new StreamEntryID(), true);
    add(2);
    read("gone-1", 2);
    sqlite.execute("INSERT INTO executor_instance VALUES ('gone-1', 7, 1, 2, 0)");
    sick("agent consumers", Level.WARN, "gone-1 holds 2 entries", "start one");
  }

  @Test
  void a_group_of_another_database_is_told() {
    redis.hset(HASH, "store", "another");
    sick("store", Level.FAIL, "works on the database another", "same DATABASE_URL");
  }

  @ParameterizedTest
  @EnumSource
  void jobs_that_nobody_works_on_are_told(TestDatabase.Kind kind) throws Exception {
    try (TestDatabase database = TestDatabase.open(kind, folder)) {
      database.execute("INSERT INTO executor_instance VALUES ('gone', 7, 1, 2, 0)");
      database.execute("INSERT INTO executor_instance VALUES ('silent', 7, 1, NULL, 0)");
      database.job("a", "running", 1, "owner = 'gone'");
      database.job("b", "running", 1, "owner = 'nobody'");
      database.job("c", "ready", 0, "");
      database.count();
      List<Finding> findings = examine(database.url());
      assertSick(findings, "instances", Level.WARN, "no executor lives", "./executor serve");
      assertSick(findings, "instances", Level.WARN, "silent has not left", "take over its jobs");
      assertSick(findings, "running jobs", Level.WARN, "1 belong to gone", "takes them over");
      assertSick(findings, "running jobs", Level.FAIL, "1 belong to nobody", "UPDATE job SET");
      assertSick(findings, "waiting jobs", Level.WARN, "1 wait for a slot", "MAX_TOTAL");
    }
  }

  @ParameterizedTest
  @EnumSource
  void of_many_jobs_only_the_newest_are_examined(TestDatabase.Kind kind) throws Exception {
    try (TestDatabase database = TestDatabase.open(kind, folder)) {
      database.execute(
          """
          WITH RECURSIVE numbers (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < 10500)
          INSERT INTO job (job_id, workflow_id, role, task, payload, connection_id, created_at, state, next_run_at)
          SELECT 'j' || i, '', 'agent', '', 'null', '', i, 'ready', 1 FROM numbers\
          """);
      database.count();
      database.job("old", "running", 0, "created_at = 0");
      List<Finding> findings = examine(database.url());
      assertThat(found(findings, "invariant I7").level()).isEqualTo(Level.OK);
      assertThat(found(findings, "invariant I7").found())
          .endsWith("as far as the newest 10000 jobs of 10500 show");
      assertThat(found(findings, "invariant I16").level()).isEqualTo(Level.UNKNOWN);
      assertSick(findings, "waiting jobs", Level.WARN, "more than 10000", "MAX_TOTAL");

      database.execute("UPDATE job SET created_at = 20000 WHERE job_id = 'old'");
      findings = examine(database.url());
      assertSick(findings, "invariant I7", Level.FAIL, "job old: runs without an owner", "report");
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_broken_invariant_is_told_with_a_job_and_the_file(TestDatabase.Kind kind) throws Exception {
    try (TestDatabase database = TestDatabase.open(kind, folder)) {
      database.job("bad", "completed", 0, "finished_at = NULL");
      assertSick(
          examine(database.url()),
          "invariant I1",
          Level.FAIL,
          "1 breaches, such as job bad: is completed and has no time",
          "invariants/I01-one-end.sql");
    }
  }

  @Test
  void commits_that_a_crash_can_take_back_are_told() throws Exception {
    try (TestDatabase database = TestDatabase.open(TestDatabase.Kind.POSTGRESQL, folder)) {
      String name = database.url().substring(database.url().lastIndexOf('/') + 1);
      database.execute("ALTER DATABASE " + name + " SET synchronous_commit = off");
      assertSick(
          examine(database.url()),
          "durability",
          Level.FAIL,
          "synchronous_commit is off",
          "SET synchronous_commit = on");
    }
  }

  @Test
  void a_database_without_our_tables_is_told() throws Exception {
    Path empty = Files.createFile(folder.resolve("empty.db"));
    assertSick(
        examine("jdbc:sqlite:" + empty),
        "schema",
        Level.FAIL,
        "our tables are not there",
        "start the service once");
  }

  @Test
  void results_that_wait_in_files_and_open_folders_are_told() throws Exception {
    Path spool = Files.createDirectories(folder.resolve("data/spool"));
    Files.writeString(spool.resolve("me.jsonl"), "{}\n{}\n");
    Files.writeString(spool.resolve("me.aside"), "{");
    Files.setPosixFilePermissions(
        folder.resolve("data"), PosixFilePermissions.fromString("rwxr-xr-x"));
    List<Finding> findings = examine(sqlite.url());
    assertSick(findings, "spool", Level.WARN, "2 results wait", "keep the files");
    assertSick(
        findings, "spool", Level.WARN, "1 files hold results", "me.aside", "./executor show");
    assertSick(findings, "files", Level.WARN, "rwxr-xr-x", "chmod -R go-rwx");
  }

  @Test
  void clocks_that_differ_are_told() throws Exception {
    try (TestDatabase database = TestDatabase.open(TestDatabase.Kind.POSTGRESQL, folder);
        Desk desk = desk(database.url())) {
      Clock late = new Late(desk.clock(), Duration.ofHours(1));
      List<Finding> findings = new Doctor(desk.patient(), late, _ -> {}).examine().findings();
      assertSick(findings, "clocks", Level.WARN, "Redis is ", "min ahead of this host's", "NTP");
      assertSick(
          findings, "clocks", Level.WARN, "the database is ", "min ahead of this host's", "NTP");
    }
  }

  @Test
  void a_hub_that_no_app_holds_is_told_with_the_one_that_was_probably_meant() throws Exception {
    assertThat(found(examine(sqlite.url()), "hubs").found()).isEqualTo("no hub is alive");
    try (Jedis app = new Jedis("127.0.0.1", server.port())) {
      JedisPubSub hub = new JedisPubSub() {};
      Thread.ofVirtual().start(() -> app.subscribe(hub, "prodMyApp.Hubs.JobHub:internal:groups"));
      await().until(hub::isSubscribed);
      assertThat(found(examine(sqlite.url()), "hubs"))
          .isEqualTo(
              new Finding(
                  Level.OK, "hubs", "alive: prodMyApp.Hubs.JobHub (0 executors, 1 app)", ""));
      assertSick(
          examine(sqlite.url(), "--signalr-hub=MyApp.Hubs.JobHub"),
          "hubs",
          Level.WARN,
          "no app holds clients of MyApp.Hubs.JobHub; alive: prodMyApp.Hubs.JobHub",
          "SIGNALR_CHANNEL_PREFIX=prod");
      assertSick(
          examine(sqlite.url(), "--signalr-hub=Weather"), "hubs", Level.WARN, "Weather", "correct");
      List<Finding> right =
          examine(sqlite.url(), "--signalr-hub=MyApp.Hubs.JobHub", "--signalr-channel-prefix=prod");
      assertThat(found(right, "hubs").level()).isEqualTo(Level.OK);
      hub.unsubscribe();
    }
  }

  private List<StreamEntryID> add(int entries) {
    List<StreamEntryID> ids = new ArrayList<>();
    for (int i = 0; i < entries; i++) {
      ids.add(redis.xadd(STREAM, XAddParams.xAddParams(), Map.of("payload", "1")));
    }
    return ids;
  }

  private void read(String consumer, int count) {
    redis.xreadGroup(
        GROUP,
        consumer,
        XReadGroupParams.xReadGroupParams().count(count),
        Map.of(STREAM, StreamEntryID.XREADGROUP_UNDELIVERED_ENTRY));
  }

  private String info(String name) {
    return redis
        .info()
        .lines()
        .filter(line -> line.startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1))
        .findFirst()
        .orElseThrow();
  }

  private Desk desk(String database, String... more) throws Exception {
    List<String> settings = new ArrayList<>(List.of(more));
    settings.add("--redis-connection=127.0.0.1:" + server.port());
    settings.add("--database-url=" + database);
    settings.add("--executor.data=" + folder.resolve("data"));
    return Desk.open(settings);
  }

  private List<Finding> examine(String database, String... more) throws Exception {
    try (Desk desk = desk(database, more)) {
      List<Finding> told = new ArrayList<>();
      Report report = new Doctor(desk.patient(), desk.clock(), told::add).examine();
      assertThat(told).isEqualTo(report.findings());
      assertThat(report.redis()).isTrue();
      assertThat(report.database()).isTrue();
      return told;
    }
  }

  private Finding look(String check) {
    try {
      return found(examine(sqlite.url()), check);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static Finding found(List<Finding> findings, String check) {
    return findings.stream().filter(one -> one.check().equals(check)).findFirst().orElseThrow();
  }

  private void sick(String check, Level level, String found, String advice) {
    try {
      assertSick(examine(sqlite.url()), check, level, found, advice);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static void assertSick(
      List<Finding> findings, String check, Level level, String found, String... words) {
    Stream<Finding> ofCheck = findings.stream().filter(one -> one.check().equals(check));
    assertThat(ofCheck)
        .anySatisfy(one -> {
          assertThat(one.level()).isEqualTo(level);
          assertThat(one.found()).contains(found);
          assertThat(one.found() + " " + one.advice()).contains(words);
          assertThat(one.advice()).isNotEmpty();
        });
  }

  /// An instance that lives: it beats in the database until it is closed.
  private static final class Beating implements AutoCloseable {
    private final Membership membership;
    private final Clock clock;
    private boolean over;
    private final Thread thread = Thread.ofVirtual().unstarted(this::beat);

    Beating(TestDatabase database, String name) {
      clock = io.github.backendexecutor.app.wiring.ServiceWiring.systemClock();
      membership = database.database().membership(new InstanceId(name), clock);
      membership.beat();
      thread.start();
    }

    private void beat() {
      try {
        while (beaten()) {
          clock.sleep(Duration.ofMillis(200));
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }

    private synchronized boolean beaten() {
      if (!over) {
        membership.beat();
      }
      return !over;
    }

    @Override
    public synchronized void close() {
      over = true;
      membership.leave();
    }
  }

  /// A host whose clock on the wall is behind.
  private record Late(Clock real, Duration by) implements Clock {
    @Override
    public Instant now() {
      return real.now().minus(by);
    }

    @Override
    public long nanos() {
      return real.nanos();
    }

    @Override
    public Alarm alarm(Duration after, Runnable action) {
      return real.alarm(after, action);
    }
  }
}
