package io.github.backendexecutor.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.backendexecutor.app.config.ConfigProblems;
import io.github.backendexecutor.app.redis.EmbeddedRedis;
import io.github.backendexecutor.app.redis.RedisConnections;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobRecord;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.spi.JobHistory.Filter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.params.XAddParams;

/// The whole service with a real Redis, on whichever database.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
abstract class ServiceContract {
  private static final List<Role> ROLES =
      List.of(new Role("manager"), new Role("inspector"), new Role("agent"));

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path folder;

  @SuppressWarnings("NullAway.Init")
  private EmbeddedRedis redis;

  @SuppressWarnings("NullAway.Init")
  private UnifiedJedis jedis;

  private @Nullable ServiceHandle running;

  /// The address of an empty database.
  abstract String newDatabase(Path folder);

  @BeforeAll
  void startRedis(@TempDir Path data) {
    redis = EmbeddedRedis.start(data, 0);
    jedis = RedisConnections.open(redis.address(), "test", 4);
  }

  @AfterAll
  void stopRedis() {
    jedis.close();
    redis.close();
  }

  @AfterEach
  void stopService() {
    if (running != null) {
      running.close();
    }
    jedis.flushAll();
  }

  @Test
  void jobs_of_all_roles_reach_rows_with_identical_content() throws Exception {
    start("--executor.roles.agent.command=[\"cat\"]");
    Map<String, String> extra =
        Map.of("customer", "Müller & Söhne 👋", "empty", "", "quote", "'\"\\");
    for (Role role : ROLES) {
      Map<String, String> fields =
          new LinkedHashMap<>(
              message("job-" + role, "tü \"do\"", "{ \"a\" : [1, 2.50, \"ü👋\"] }"));
      fields.putAll(extra);
      add(role, fields);
    }
    for (Role role : ROLES) {
      JobRecord job = ended("job-" + role);
      assertThat(job.state()).isEqualTo(JobState.COMPLETED);
      assertThat(job.role()).isEqualTo(role);
      assertThat(job.task()).isEqualTo("tü \"do\"");
      assertThat(job.payload().text()).isEqualTo("{ \"a\" : [1, 2.50, \"ü👋\"] }");
      assertThat(job.workflowId()).isEqualTo("w");
      assertThat(job.connectionId()).isEqualTo("c");
      assertThat(job.fields()).containsAllEntriesOf(extra);
      assertThat(job.attempt()).isEqualTo(1);
      assertThat(service().history().attempts(job.id())).hasSize(1);
    }
    assertThat(String.valueOf(ended("job-agent").output()))
        .contains("\"payload\":{ \"a\" : [1, 2.50, \"ü👋\"] }");
    assertThat(String.valueOf(ended("job-manager").output())).contains("no runner is configured");
    awaitSettled();
  }

  @Test
  void limits_hold_as_the_rows_show() throws Exception {
    start(naps("--max-agent=3", "--max-total=4"));
    for (int i = 0; i < 200; i++) {
      add(ROLES.get(i % 3), message("j" + i, "nap", "20"));
    }
    awaitSettled();
    List<JobRecord> jobs = service().history().jobs(Filter.ANY, 1_000);
    assertThat(jobs).hasSize(200).allMatch(job -> job.state() == JobState.COMPLETED);
    assertThat(mostAtOnce(jobs)).isLessThanOrEqualTo(4);
    assertThat(mostAtOnce(jobs.stream().filter(job -> job.role().name().equals("agent")).toList()))
        .isLessThanOrEqualTo(3);
  }

  @Test
  void with_one_slot_in_all_every_role_flows() throws Exception {
    start(naps("--max-total=1"));
    for (int i = 0; i < 30; i++) {
      add(ROLES.get(0), message("m" + i, "nap", "1"));
    }
    awaitSettled();
    add(ROLES.get(2), message("late", "nap", "1"));
    assertThat(ended("late").state()).isEqualTo(JobState.COMPLETED);
    assertThat(mostAtOnce(service().history().jobs(Filter.ANY, 100))).isEqualTo(1);
  }

  @Test
  void failures_are_retried_and_times_are_kept() throws Exception {
    start(naps("--executor.roles.agent.retry.backoff=50ms"));
    Role agent = new Role("agent");
    add(agent, message("once", "fail once", "0"));
    add(agent, message("always", "fail", "0"));
    add(agent, message("never", "never", "0"));
    Instant before = Instant.now();
    Map<String, String> later = new LinkedHashMap<>(message("later", "nap", "0"));
    later.put("delayMs", "700");
    add(agent, later);
    assertThat(ended("once"))
        .returns(2, JobRecord::attempt)
        .returns(JobState.COMPLETED, JobRecord::state);
    assertThat(ended("always"))
        .returns(3, JobRecord::failures)
        .returns("as asked", JobRecord::error);
    assertThat(ended("never"))
        .returns(1, JobRecord::failures)
        .returns("never again", JobRecord::error);
    assertThat(ended("later").startedAt()).isAfterOrEqualTo(before.plusMillis(690));
    awaitSettled();
  }

  @Test
  void bad_entries_end_as_failed_rows_and_their_neighbours_complete() throws Exception {
    start(naps());
    Role agent = new Role("agent");
    int bad = 0;
    for (String payload :
        List.of(
            "not json",
            "",
            "[".repeat(1_000_000),
            "9".repeat(100_000),
            "\"" + "x".repeat(1_100_000) + "\"")) {
      add(agent, message("bad" + bad++, "nap", payload));
    }
    Map<String, String> many = new LinkedHashMap<>(message("bad" + bad++, "nap", "0"));
    for (int i = 0; i < 20_000; i++) {
      many.put("field" + i, "v");
    }
    add(agent, many);
    for (String wrong :
        List.of(
            "delayMs=soon", "delayMs=-1", "timeoutMs=0x10", "maxAttempts=0", "runAt=tomorrow")) {
      Map<String, String> fields = new LinkedHashMap<>(message("bad" + bad++, "nap", "0"));
      String[] pair = wrong.split("=", -1);
      fields.put(pair[0], pair[1]);
      add(agent, fields);
    }
    var doubled = new CommandArguments(Protocol.Command.XADD).add("jobs:agent").add("*");
    List.of("jobId", "bad" + bad++, "task", "a", "task", "b", "payload", "0").forEach(doubled::add);
    jedis.executeCommand(doubled);
    IdentityHashMap<byte[], byte[]> notText = new IdentityHashMap<>();
    notText.put(bytes("task"), new byte[] {(byte) 0xff, (byte) 0xfe});
    notText.put(bytes("payload"), bytes("0"));
    jedis.xadd(bytes("jobs:agent"), XAddParams.xAddParams(), notText);
    add(agent, message("good", "nap", "0"));
    assertThat(ended("good").state()).isEqualTo(JobState.COMPLETED);
    for (int i = 0; i < bad; i++) {
      assertThat(ended("bad" + i))
          .returns(JobState.FAILED, JobRecord::state)
          .returns(0, JobRecord::attempt)
          .matches(job -> String.valueOf(job.error()).length() > 10);
    }
    awaitSettled();
    assertThat(service().history().jobs(new Filter(null, JobState.FAILED, null), 100))
        .hasSize(bad + 1);
  }

  @Test
  void a_second_message_with_the_same_id_runs_nothing() throws Exception {
    start(naps());
    Role agent = new Role("agent");
    add(agent, message("same", "nap", "1"));
    JobRecord first = ended("same");
    awaitSettled();
    add(agent, message("same", "nap", "1"));
    String conflict = add(agent, message("same", "nap", "2"));
    awaitSettled();
    assertThat(service().history().job(first.id())).contains(first);
    assertThat(ended(conflict).error()).contains("same").contains("payload");
  }

  @Test
  void a_stop_gives_back_what_does_not_end_and_the_next_start_runs_it() throws Exception {
    String database = newDatabase(folder);
    startOn(database, naps("--executor.shutdown-grace=100ms"));
    Role agent = new Role("agent");
    add(agent, message("long", "nap", "600000"));
    await().until(() -> state("long") == JobState.RUNNING);
    service().close();
    add(agent, message("other", "nap", "0"));
    startOn(database, List.of("--executor.roles.agent.command=[\"echo\",\"7\"]"));
    JobRecord job = ended("long");
    assertThat(job)
        .returns(JobState.COMPLETED, JobRecord::state)
        .returns(2, JobRecord::attempt)
        .returns(0, JobRecord::failures);
    ended("other");
    awaitSettled();
  }

  @Test
  void a_stop_with_nothing_pending_leaves_no_consumer_behind() throws Exception {
    start(naps());
    add(new Role("agent"), message("a", "nap", "0"));
    awaitSettled();
    service().close();
    for (Role role : ROLES) {
      assertThat(jedis.xinfoConsumers("jobs:" + role, "executor-group")).isEmpty();
    }
  }

  @Test
  void ten_thousand_jobs_of_a_second_wait_at_the_same_time() throws Exception {
    Role agent = new Role("agent");
    for (int i = 0; i < 10_000; i++) {
      add(agent, message("j" + i, "nap", "1000"));
    }
    start(naps());
    awaitSettled();
    List<JobRecord> jobs = service().history().jobs(Filter.ANY, 20_000);
    assertThat(jobs).hasSize(10_000).allMatch(job -> job.state() == JobState.COMPLETED);
    Instant first =
        jobs.stream().map(job -> at(job.startedAt())).min(Comparator.naturalOrder()).orElseThrow();
    Instant last =
        jobs.stream().map(job -> at(job.finishedAt())).max(Comparator.naturalOrder()).orElseThrow();
    System.out.println(
        getClass().getSimpleName()
            + ": 10,000 jobs of 1 s took "
            + Duration.between(first, last).toMillis()
            + " ms");
  }

  private void start(String... settings) throws Exception {
    startOn(newDatabase(folder), Arrays.asList(settings));
  }

  private void start(List<String> settings) throws Exception {
    startOn(newDatabase(folder), settings);
  }

  private void startOn(String database, List<String> settings)
      throws ConfigProblems, CannotStart, InterruptedException {
    List<String> all = new ArrayList<>(settings);
    all.add("--redis-connection=127.0.0.1:" + redis.port());
    all.add("--database-url=" + database);
    all.add("--server.port=0");
    all.add("--log-level=error");
    running = ServiceWiring.start(all);
    running.awaitReady();
  }

  private ServiceHandle service() {
    return Objects.requireNonNull(running);
  }

  private static List<String> naps(String... more) {
    List<String> all = new ArrayList<>(List.of(more));
    ROLES.forEach(
        role -> all.add("--executor.roles." + role + ".plugin=" + NapRunner.class.getName()));
    return all;
  }

  private static Map<String, String> message(String id, String task, String payload) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("jobId", id);
    fields.put("workflowId", "w");
    fields.put("connectionId", "c");
    fields.put("task", task);
    fields.put("payload", payload);
    return fields;
  }

  /// Returns the job id of an entry that names none.
  private String add(Role role, Map<String, String> fields) {
    String stream = "jobs:" + role;
    StreamEntryID id = jedis.xadd(stream, fields, XAddParams.xAddParams());
    return stream + "/" + id;
  }

  private JobState state(String id) {
    return service().history().job(new JobId(id)).map(JobRecord::state).orElse(JobState.READY);
  }

  private JobRecord ended(String id) {
    await(id).atMost(Duration.ofSeconds(60)).until(() -> state(id).terminal());
    return service().history().job(new JobId(id)).orElseThrow();
  }

  /// Nothing is left in Redis, read or unread.
  private void awaitSettled() {
    for (Role role : ROLES) {
      String stream = "jobs:" + role;
      await(stream).atMost(Duration.ofMinutes(2)).until(() -> jedis.xlen(stream) == 0);
      assertThat(jedis.xpending(stream, "executor-group").getTotal()).isZero();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static int mostAtOnce(List<JobRecord> jobs) {
    record Change(Instant at, int by) {}
    List<Change> changes = new ArrayList<>();
    for (JobRecord job : jobs) {
      changes.add(new Change(at(job.startedAt()), 1));
      changes.add(new Change(at(job.finishedAt()), -1));
    }
    changes.sort(Comparator.comparing(Change::at).thenComparingInt(Change::by));
    int now = 0;
    int most = 0;
    for (Change change : changes) {
      now += change.by();
      most = Math.max(most, now);
    }
    return most;
  }

  private static Instant at(@Nullable Instant time) {
    return Objects.requireNonNull(time);
  }
}
