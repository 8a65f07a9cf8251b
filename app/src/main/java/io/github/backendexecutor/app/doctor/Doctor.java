package io.github.backendexecutor.app.doctor;

import io.github.backendexecutor.executor.spi.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The examination from start to end: Redis, the database, what both say together, this host. A
/// server that is away takes only its own checks with it, and each check ends in time.
public final class Doctor {
  private static final Duration LONG = Duration.ofSeconds(60);

  private final Patient patient;
  private final Clock clock;
  private final Consumer<Finding> tell;
  private final List<Finding> all = new ArrayList<>();

  /// @param tell hears of each finding at once
  public Doctor(Patient patient, Clock clock, Consumer<Finding> tell) {
    this.patient = patient;
    this.clock = clock;
    this.tell = tell;
  }

  public Report examine() throws InterruptedException {
    Sql sql = open("database", patient.databasePlace(), "DATABASE_URL", this::answeringDatabase);
    Map<String, Instances.Life> lives = sql == null ? null : database(sql);
    RedisLook redis = open("redis", patient.redisPlace(), "REDIS_CONNECTION", this::answeringRedis);
    if (redis != null) {
      redis(redis, lives);
      run(Check.of("store", () -> List.of(store(redis, sql))));
    }
    FileChecks files = new FileChecks(patient.data(), patient.spool());
    run(Check.of("files", files::permissions));
    run(Check.of("spool", files::spooled));
    return new Report(List.copyOf(all), redis != null, sql != null);
  }

  /// What answered, or null when nothing did, which is told.
  private <A> @Nullable A open(String name, String place, String setting, Callable<A> opening)
      throws InterruptedException {
    AtomicReference<@Nullable A> opened = new AtomicReference<>();
    Check check =
        Check.of(
            name,
            () -> {
              opened.set(opening.call());
              return List.of(Finding.ok(name, place + " answers"));
            });
    Finding answer = check.findings().getFirst();
    A open = answer.level() == Level.OK ? opened.get() : null;
    if (open == null) {
      String why = place + " does not answer: " + answer.found().replace(place + ": ", "");
      String advice = "start it, or correct " + setting + "; nothing of it was examined";
      note(Finding.fail(name, why, advice));
    } else {
      note(answer);
    }
    return open;
  }

  private RedisLook answeringRedis() throws Exception {
    RedisLook redis = patient.redis().call();
    redis.servers();
    return redis;
  }

  private Sql answeringDatabase() throws Exception {
    Sql sql = patient.database().call();
    sql.ask("SELECT 1 AS one", 1);
    return sql;
  }

  /// Answers what is known of each instance; null when that is nothing.
  private @Nullable Map<String, Instances.Life> database(Sql sql) throws InterruptedException {
    DatabaseChecks checks = new DatabaseChecks(sql, clock);
    run(Check.of("durability", checks::durability));
    if (run(Check.of("schema", checks::schema))) {
      return null;
    }
    List<Map<String, Instances.Life>> seen = new ArrayList<>(1);
    run(
        Check.of(
            "instances",
            () -> {
              seen.add(new Instances(sql, clock).look());
              return checks.instances(seen.getFirst());
            }));
    Map<String, Instances.Life> lives = seen.isEmpty() ? null : seen.getFirst();
    if (lives != null) {
      run(Check.of("running jobs", () -> checks.running(lives)));
    }
    run(Check.of("waiting jobs", checks::overdue));
    for (Invariant rule : Invariant.ALL) {
      run(new Check("invariant " + rule.id(), LONG, () -> checks.invariant(rule)));
    }
    run(Check.of("clocks", () -> new ClockChecks(clock).database(sql)));
    return lives;
  }

  private void redis(RedisLook redis, @Nullable Map<String, Instances.Life> lives)
      throws InterruptedException {
    run(
        Check.of(
            "redis settings",
            () -> {
              List<Finding> findings = new ArrayList<>();
              for (RedisServer server : redis.servers()) {
                findings.addAll(new ServerChecks(server, patient.openRedis()).findings());
              }
              return findings;
            }));
    for (Map.Entry<String, String> stream : patient.streams().entrySet()) {
      run(
          Check.of(
              stream.getKey() + " stream",
              () ->
                  new StreamChecks(
                          stream.getKey(), redis.stream(stream.getValue()), patient.group())
                      .findings(lives)));
    }
    run(Check.of("hubs", () -> hubs(redis)));
    run(Check.of("clocks", () -> List.of(new ClockChecks(clock).redis(redis))));
  }

  private static List<Finding> hubs(RedisLook redis) {
    boolean cluster =
        redis.servers().stream().anyMatch(one -> one.info("cluster_enabled").equals("1"));
    return redis.hubs().map(look -> new HubChecks(look, cluster).findings()).orElse(List.of());
  }

  /// All instances of a group must share one database, which Redis remembers.
  private Finding store(RedisLook redis, @Nullable Sql sql) {
    String check = "store";
    String inRedis = redis.storeId().orElse("");
    if (inRedis.isEmpty()) {
      return Finding.ok(check, "no executor has joined the group " + patient.group() + " yet");
    }
    if (sql == null) {
      return Finding.unknown(
          check, "the group works on the database " + inRedis + "; ours is away", "");
    }
    List<Map<String, String>> rows = sql.ask("SELECT id FROM executor_store", 2);
    String ours = rows.isEmpty() ? "" : rows.getFirst().getOrDefault("id", "");
    if (ours.equals(inRedis)) {
      return Finding.ok(check, "Redis and the database belong together");
    }
    return Finding.fail(
        check,
        "the group %s works on the database %s, and this is %s: jobs would run twice"
            .formatted(patient.group(), inRedis, ours.isEmpty() ? "none of ours" : ours),
        "give all executors of the group the same DATABASE_URL, or this one another"
            + " EXECUTOR_GROUP; when the database was replaced on purpose, stop all and DEL"
            + " executor:"
            + patient.group()
            + " in Redis");
  }

  /// Whether anything failed.
  private boolean run(Check check) throws InterruptedException {
    List<Finding> findings = check.findings();
    findings.forEach(this::note);
    return findings.stream().anyMatch(finding -> finding.level() == Level.FAIL);
  }

  private void note(Finding finding) {
    all.add(finding);
    tell.accept(finding);
  }
}
