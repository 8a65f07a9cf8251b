package io.github.backendexecutor.app.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.github.backendexecutor.executor.flow.SystemClock;
import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.job.Entry;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.spi.Known;
import io.github.backendexecutor.executor.spi.StreamUnavailable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.UnifiedJedis;

/// Every way in which Redis can refuse or fall silent is [StreamUnavailable] to the program, soon,
/// and once it is over everything works without a restart.
@Timeout(120)
class RedisFaultsTest {
  private static final Role AGENT = new Role("agent");
  private static final InstanceId ME = new InstanceId("me");
  private static final InstanceId GONE = new InstanceId("gone");
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path folder;
  private EmbeddedRedis redis;
  private UnifiedJedis admin;
  private UnifiedJedis client;
  private SystemClock clock;
  private RedisJobStream stream;
  private RedisMembership member;

  @SuppressWarnings("NullAway.Init")
  RedisFaultsTest() {}

  @BeforeEach
  void start() {
    redis = EmbeddedRedis.start(folder.resolve("redis"), 0);
    admin = RedisConnections.open(redis.address(), "admin", 4);
    clock = new SystemClock();
    use("127.0.0.1:" + redis.port() + ",syncTimeout=1000");
  }

  private void use(String address) {
    client = RedisConnections.openQuick(RedisAddress.parse(address), "client", 8);
    stream = stream(client, ME);
    member = new RedisMembership(client, client, RedisKeys.GROUP, ME, "s", clock);
  }

  @AfterEach
  void stop() {
    member.leave();
    client.close();
    clock.close();
    admin.close();
    redis.close();
  }

  @Test
  void a_server_that_became_a_replica() {
    works();
    admin.executeCommand(command("REPLICAOF", "127.0.0.1", "1"));

    nothingWorks("no primary any more");

    admin.executeCommand(command("REPLICAOF", "NO", "ONE"));
    works();
  }

  @Test
  void a_waiting_read_of_a_server_that_becomes_a_replica() {
    works();
    CompletableFuture<?> waiting = waitingRead();
    admin.executeCommand(command("REPLICAOF", "127.0.0.1", "1"));

    fails(waiting);

    admin.executeCommand(command("REPLICAOF", "NO", "ONE"));
    works();
  }

  @Test
  void a_server_that_cannot_save_to_its_disk() throws Exception {
    works();
    Files.createDirectory(folder.resolve("redis/dump.rdb"));
    admin.configSet("save", "3600 1");
    admin.executeCommand(command("BGSAVE"));
    await().atMost(LONG).until(() -> admin.info().contains("rdb_last_bgsave_status:err"));

    nothingWorks("cannot save to its disk");

    admin.configSet("stop-writes-on-bgsave-error", "no");
    works();
    admin.configSet("save", ""); // or it would not stop without having saved
  }

  @Test
  void a_server_that_is_still_loading() throws Exception {
    works();
    admin.configSet("rdbcompression", "no");
    for (int i = 0; i < 300; i++) {
      admin.set("key" + i, "x".repeat(2_000));
    }
    admin.executeCommand(command("BGREWRITEAOF")); // a snapshot is loaded while clients are served
    await()
        .atMost(LONG)
        .until(() ->
            admin.info("persistence").contains("aof_rewrites:1")
                && admin.info("persistence").contains("aof_rewrite_in_progress:0"));
    int port = redis.port();
    redis.close();
    try (RedisServers servers = new RedisServers(folder)) {
      servers.start(
          "redis",
          "--port",
          String.valueOf(port),
          "--appendonly",
          "yes",
          "--key-load-delay",
          "100000",
          "--loading-process-events-interval-bytes",
          "1024");
      await()
          .atMost(LONG)
          .ignoreExceptions()
          .until(() -> admin.info("persistence").contains("loading:1"));

      nothingWorks("still loading");

      admin.configSet("key-load-delay", "0");
      await().atMost(LONG).ignoreExceptionsInstanceOf(StreamUnavailable.class).until(this::works);
    }
  }

  @Test
  void a_server_out_of_memory_refuses_only_what_is_new() {
    works();
    Entry mine = readBy(stream, "mine");
    Entry theirs = readBy(stream(client, GONE), "theirs");
    admin.configSet("maxmemory", "1");

    member.beat();
    assertThat(stream.adopt(GONE)).isTrue();
    assertThat(stream.pending(AGENT, null, 5, Known.NOTHING))
        .extracting(Delivery::entry)
        .containsExactly(mine, theirs);
    assertThat(stream.read(AGENT, 5, Duration.ZERO)).isEmpty();
    stream.settle(mine, "mine");
    stream.settle(theirs, "theirs");
    assertThat(admin.xlen("jobs:agent")).isZero();
    admin.xgroupDestroy("jobs:agent", RedisKeys.GROUP);
    refused("out of memory", () -> stream.read(AGENT, 5, Duration.ZERO));

    admin.configSet("maxmemory", "0");
    works();
  }

  @Test
  void a_server_that_pauses_its_clients() {
    works();
    admin.executeCommand(command("CLIENT", "PAUSE", "60000", "WRITE"));

    nothingWorks("timed out");

    admin.executeCommand(command("CLIENT", "UNPAUSE"));
    works();
  }

  @Test
  void connections_that_are_killed_under_a_waiting_read() {
    works();
    CompletableFuture<?> waiting = waitingRead();
    admin.executeCommand(command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"));

    fails(waiting);
    works();
  }

  @Test
  void a_user_that_is_removed() {
    member.leave();
    client.close();
    allow();
    use("127.0.0.1:" + redis.port() + ",user=worker,password=pw");
    works();
    admin.executeCommand(command("ACL", "DELUSER", "worker"));

    nothingWorks("");
    refused("the user or password is wrong", () -> stream.read(AGENT, 1, Duration.ZERO));

    allow();
    works();
  }

  private void allow() {
    admin.executeCommand(
        command("ACL", "SETUSER", "worker", "reset", "on", ">pw", "~*", "&*", "+@all"));
  }

  @Test
  void a_cluster_that_is_not_complete() {
    int port = RedisServers.freePort();
    try (RedisServers servers = new RedisServers(folder.resolve("nodes"))) {
      servers.start(
          "node",
          "--port",
          String.valueOf(port),
          "--cluster-enabled",
          "yes",
          "--cluster-port",
          String.valueOf(RedisServers.freePort()));
      RedisServers.awaitPing(port);
      member.leave();
      client.close();
      use("127.0.0.1:" + port);

      nothingWorks("the Cluster is not complete");

      RedisServers.ask(port, Command.CLUSTER, "ADDSLOTSRANGE", "0", "16383");
      await().atMost(LONG).ignoreExceptionsInstanceOf(StreamUnavailable.class).until(this::works);
      member.leave();
    }
  }

  @Test
  void a_stream_that_was_replaced_by_something_else_is_left_alone() {
    works();
    CompletableFuture<?> waiting = waitingRead();
    admin.set("jobs:agent", "not ours");
    fails(waiting);

    refused("holds something else", () -> stream.read(AGENT, 1, Duration.ZERO));
    refused("holds something else", () -> stream.pending(AGENT, null, 1, Known.NOTHING));
    refused("holds something else", () -> stream.adopt(GONE));
    refused("holds something else", () -> stream.settle(new Entry("jobs:agent", "1-1"), "x"));
    assertThat(admin.get("jobs:agent")).isEqualTo("not ours");

    admin.del("jobs:agent");
    works();
  }

  @Test
  void a_group_that_is_destroyed_under_a_waiting_read() {
    works();
    CompletableFuture<?> waiting = waitingRead();
    admin.xgroupDestroy("jobs:agent", RedisKeys.GROUP);

    assertThat(waiting).succeedsWithin(LONG);
    works();
  }

  @Test
  void a_group_that_is_set_back_delivers_again() {
    works();
    Entry entry = readBy(stream, "again");
    admin.xgroupSetID("jobs:agent", RedisKeys.GROUP, new StreamEntryID("0-0"));

    assertThat(stream.read(AGENT, 5, Duration.ZERO))
        .extracting(Delivery::entry)
        .containsExactly(entry);
    stream.settle(entry, "again");
    works();
  }

  @Test
  void a_wire_that_is_cut_without_a_sound() throws Exception {
    member.leave();
    client.close();
    try (HaltingProxy wire = new HaltingProxy(redis.port())) {
      use("127.0.0.1:" + wire.port() + ",syncTimeout=1000,connectTimeout=1000");
      AtomicInteger looks = new AtomicInteger();
      member.listen(looks::incrementAndGet);
      works();
      await().atMost(LONG).until(() -> looks.get() > 0);
      CompletableFuture<?> waiting = waitingRead();
      int before = looks.get();
      wire.halt();

      nothingWorks("timed out");
      fails(waiting);
      int opened = wire.opened();
      await().atMost(Duration.ofSeconds(20)).until(() -> wire.opened() > opened); // subscribes anew
      assertThat(looks).hasValue(before);

      wire.goOn();
      await().atMost(LONG).until(() -> looks.get() > before);
      await().atMost(LONG).ignoreExceptionsInstanceOf(StreamUnavailable.class).until(this::works);
    }
  }

  /// A read whose answer was lost may have left entries, hence the settling of all that is there.
  private boolean works() {
    stream.read(AGENT, 1, Duration.ZERO);
    Entry entry =
        new RedisProducer(client, RedisKeys::stream).submit(AGENT, Map.of("jobId", "works"));
    stream.read(AGENT, 10, Duration.ZERO);
    assertThat(stream.pending(AGENT, null, 10, Known.NOTHING))
        .extracting(Delivery::entry)
        .contains(entry);
    stream
        .pending(AGENT, null, 10, Known.NOTHING)
        .forEach(one -> stream.settle(one.entry(), one.settleKey()));
    assertThat(stream.adopt(GONE)).isTrue();
    assertThat(member.beat()).containsKey(ME);
    return true;
  }

  private void nothingWorks(String why) {
    refused(why, () -> stream.read(AGENT, 1, Duration.ZERO));
    refused(why, () -> stream.read(AGENT, 1, Duration.ofMillis(10)));
    refused(why, () -> stream.pending(AGENT, null, 1, Known.NOTHING));
    refused(why, () -> stream.settle(new Entry("jobs:agent", "1-1"), "x"));
    refused(why, () -> stream.adopt(GONE));
    refused(why, member::beat);
    member.send();
  }

  private static void refused(String why, ThrowingCallable call) {
    assertThatExceptionOfType(StreamUnavailable.class).isThrownBy(call).withMessageContaining(why);
  }

  private CompletableFuture<?> waitingRead() {
    CompletableFuture<?> waiting =
        CompletableFuture.runAsync(() -> stream.read(AGENT, 1, RedisConnections.LONGEST_BLOCK));
    await().atMost(LONG).until(() -> !admin.info("clients").contains("blocked_clients:0"));
    return waiting;
  }

  private static void fails(CompletableFuture<?> read) {
    assertThat(read)
        .failsWithin(LONG)
        .withThrowableThat()
        .withCauseInstanceOf(StreamUnavailable.class);
  }

  private Entry readBy(RedisJobStream reader, String jobId) {
    Entry entry = new RedisProducer(admin, RedisKeys::stream).submit(AGENT, Map.of("jobId", jobId));
    assertThat(reader.read(AGENT, 1, Duration.ZERO)).hasSize(1);
    return entry;
  }

  private static RedisJobStream stream(UnifiedJedis jedis, InstanceId consumer) {
    return new RedisJobStream(
        jedis,
        RedisKeys.GROUP,
        consumer,
        RedisKeys.streams(List.of(AGENT)),
        new EntryDecoder(new TestClock()),
        new TestClock());
  }

  private static CommandArguments command(String name, String... arguments) {
    return new CommandArguments(Command.valueOf(name)).addObjects((Object[]) arguments);
  }
}
