package io.github.backendexecutor.app.doctor;

import io.github.backendexecutor.executor.spi.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a database must be like to be the truth about jobs, and what its rows say of those who work
/// on them. The statements are the same for both databases, unless they say otherwise.
final class DatabaseChecks {
  private static final long LATE = Duration.ofMinutes(1).toMillis();

  /// Answer: the newest migration that was applied, and how many failed.
  private static final String SCHEMA =
      """
      SELECT max(CASE WHEN success THEN installed_rank END) AS applied,
             sum(CASE WHEN success THEN 0 ELSE 1 END) AS failed
      FROM executor_schema_history\
      """;

  private static final String APPLIED_VERSION =
      "SELECT version FROM executor_schema_history WHERE installed_rank = ";

  /// PostgreSQL. Answer: what decides whether a commit survives.
  private static final String POSTGRES_SETTINGS =
      """
      SELECT current_setting('synchronous_commit') AS synchronous_commit,
             current_setting('fsync') AS fsync,
             current_setting('full_page_writes') AS full_page_writes,
             CASE WHEN pg_is_in_recovery() THEN 'yes' ELSE 'no' END AS replica\
      """;

  /// Answer: how many running rows each instance owns.
  private static final String RUNNING =
      "SELECT owner, count(*) AS rows FROM job WHERE state = 'running' GROUP BY owner ORDER BY owner";

  /// In: a time. Answer: for each role that has waiting rows how many have been due since before
  /// it, up to 10,000, and since when the first waits. Reads no more than that, however many wait.
  private static final String OVERDUE =
      """
      SELECT (SELECT min(next_run_at) FROM job WHERE job.role = asked.role AND job.state IN {waiting}
                 AND next_run_at IS NOT NULL) AS since,
             (SELECT count(*) FROM (SELECT 1 FROM job WHERE job.role = asked.role AND job.state IN {waiting}
                                      AND next_run_at < {time} LIMIT 10000) AS late) AS rows
      FROM (SELECT DISTINCT role FROM job_standing WHERE n > 0 AND state IN {waiting}) AS asked\
      """
          .replace("{waiting}", "('ready', 'retry_wait', 'scheduled')");

  /// Answer: how many jobs there are, as the counters say.
  private static final String JOBS = "SELECT COALESCE(sum(n), 0) AS rows FROM job_standing";

  /// Of more jobs than this only so many are looked at, the newest ones.
  private static final int MOST_JOBS = 10_000;

  /// Goes before a statement, which then sees only the newest jobs and what belongs to them.
  private static final String NEWEST =
      """
      WITH job AS ({newest}),
      attempt_line AS (SELECT * FROM {schema}attempt_line WHERE job_id IN (SELECT job_id FROM job)),
      job_generation AS (SELECT * FROM {schema}job_generation WHERE job_id IN (SELECT job_id FROM job))
      """;

  private final Sql sql;
  private final Clock clock;

  DatabaseChecks(Sql sql, Clock clock) {
    this.sql = sql;
    this.clock = clock;
  }

  List<Finding> schema() {
    String check = "schema";
    Map<String, String> row;
    try {
      row = first(SCHEMA);
    } catch (RuntimeException e) {
      // asked again: when it fails for another reason, this does so too, and is told as that
      first("SELECT 1 AS one");
      String found = "our tables are not there (" + Check.reason(e) + ")";
      return List.of(Finding.fail(check, found, "start the service once, which makes them"));
    }
    if (number(row, "failed") > 0) {
      String advice = "repair what its log said, delete the row, start the service again";
      return List.of(Finding.fail(check, "executor_schema_history has a failed step", advice));
    }
    String version = first(APPLIED_VERSION + number(row, "applied")).getOrDefault("version", "");
    return List.of(Finding.ok(check, "version " + version));
  }

  List<Finding> durability() {
    return List.of(sql.sqlite() ? sqliteDurability() : postgresDurability());
  }

  private Finding sqliteDurability() {
    String mode = first("PRAGMA journal_mode").getOrDefault("journal_mode", "");
    return mode.equals("wal")
        ? Finding.ok("durability", "journal_mode is wal, and each commit is written through")
        : Finding.fail(
            "durability",
            "journal_mode is " + mode + ": readers and writers block each other",
            "put the file on a local disk and start the service, which sets it to wal");
  }

  private Finding postgresDurability() {
    String check = "durability";
    Map<String, String> settings = first(POSTGRES_SETTINGS);
    if (settings.getOrDefault("replica", "").equals("yes")) {
      String found = "this PostgreSQL is a replica and takes no writes";
      return Finding.fail(check, found, "let DATABASE_URL name the primary");
    }
    for (String name : List.of("synchronous_commit", "fsync", "full_page_writes")) {
      if (settings.getOrDefault(name, "").equals("off")) {
        return Finding.fail(
            check,
            name + " is off: a crash of the server can lose finished jobs, which then run again",
            name.equals("synchronous_commit")
                ? "ALTER ROLE <our user> SET synchronous_commit = on"
                : "set " + name + " = on in postgresql.conf and reload");
      }
    }
    String level = settings.getOrDefault("synchronous_commit", "");
    return Finding.ok(check, "fsync is on, synchronous_commit is " + level);
  }

  List<Finding> instances(Map<String, Instances.Life> lives) {
    Map<Instances.Life, List<String>> by = new TreeMap<>();
    lives.forEach((name, life) -> by.computeIfAbsent(life, _ -> new ArrayList<>()).add(name));
    List<Finding> findings = new ArrayList<>();
    List<String> alive = by.getOrDefault(Instances.Life.BEATS, List.of());
    findings.add(
        alive.isEmpty()
            ? Finding.warn("instances", "no executor lives", "start one: ./executor serve")
            : Finding.ok("instances", alive.size() + " live: " + String.join(", ", alive)));
    by.getOrDefault(Instances.Life.SILENT, List.of())
        .forEach(name ->
            findings.add(
                Finding.warn(
                    "instances",
                    name + " has not left, and did not beat while we looked",
                    "when it was killed or its host is gone, others take over its jobs within"
                        + " seconds, 30 at most; when it hangs, kill it")));
    return findings;
  }

  /// Jobs whose executor does not work on them any more.
  List<Finding> running(Map<String, Instances.Life> lives) {
    List<Finding> findings = new ArrayList<>();
    long living = 0;
    for (Map<String, String> row : sql.ask(RUNNING, 10_000)) {
      String owner = row.getOrDefault("owner", "");
      Instances.@Nullable Life life = lives.get(owner);
      if (life == Instances.Life.BEATS) {
        living += number(row, "rows");
      } else {
        findings.add(orphans(owner, number(row, "rows"), life));
      }
    }
    if (findings.isEmpty()) {
      findings.add(Finding.ok("running jobs", living + ", all with instances that live"));
    }
    return findings;
  }

  private static Finding orphans(String owner, long rows, Instances.@Nullable Life life) {
    String check = "running jobs";
    String found = rows + " belong to " + owner + ", and ";
    return life == null
        ? Finding.fail(
            check,
            found + "there is no such instance, so nobody takes them over",
            "was executor_instance cleared by hand? give them back: UPDATE job SET state = 'ready',"
                + " next_run_at = 0 WHERE state = 'running' AND owner = '"
                + owner
                + "'")
        : Finding.warn(
            check,
            found + life.words(),
            "a running executor takes them over within a minute; if none runs, start one");
  }

  List<Finding> overdue() {
    long now = clock.now().toEpochMilli();
    List<Map<String, String>> roles =
        sql.ask(OVERDUE.replace("{time}", String.valueOf(now - LATE)), 10_000);
    roles.removeIf(role -> number(role, "rows") == 0);
    if (roles.isEmpty()) {
      return List.of(Finding.ok("waiting jobs", "none is late"));
    }
    long rows = roles.stream().mapToLong(role -> number(role, "rows")).sum();
    long since = roles.stream().mapToLong(role -> number(role, "since")).min().orElse(now);
    String late = StreamChecks.words(Duration.ofMillis(now - since));
    String many = rows < 10_000 ? String.valueOf(rows) : "more than 10000";
    return List.of(
        Finding.warn(
            "waiting jobs",
            many + " wait for a slot, the first for " + late,
            "start an executor that serves their role, or raise MAX_<ROLE> and MAX_TOTAL"));
  }

  List<Finding> invariant(Invariant rule) {
    long jobs = number(first(JOBS), "rows");
    boolean all = jobs <= MOST_JOBS;
    if (!all && rule.countsAll()) {
      return List.of(
          Finding.unknown(
              "invariant " + rule.id(),
              "not looked at, since it counts all of " + jobs + " jobs",
              "when in doubt: app/src/main/resources/" + rule.file()));
    }
    List<Map<String, String>> breaches = sql.ask(all ? rule.sql() : newest() + rule.sql(), 100);
    if (breaches.isEmpty()) {
      String seen = all ? "" : ", as far as the newest " + MOST_JOBS + " jobs of " + jobs + " show";
      return List.of(Finding.ok("invariant " + rule.id(), rule.name() + seen));
    }
    Map<String, String> one = breaches.getFirst();
    String many = breaches.size() == 100 ? "100 or more" : String.valueOf(breaches.size());
    return List.of(
        Finding.fail(
            "invariant " + rule.id(),
            "%s breaches, such as job %s: %s"
                .formatted(many, one.get("job_id"), one.get("problem")),
            "see all with app/src/main/resources/"
                + rule.file()
                + "; did somebody change rows by"
                + " hand? If not, please report it"));
  }

  /// SQLite takes a name for the one that is being defined, unless it is qualified.
  private String newest() {
    String schema = sql.sqlite() ? "main." : "";
    return NEWEST
        .replace("{schema}", schema)
        .replace("{newest}", sql.newest(schema + "job", MOST_JOBS));
  }

  private Map<String, String> first(String select) {
    List<Map<String, String>> rows = sql.ask(select, 1);
    return rows.isEmpty() ? Map.of() : rows.getFirst();
  }

  private static long number(Map<String, String> row, String column) {
    String text = row.getOrDefault(column, "");
    return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
  }
}
