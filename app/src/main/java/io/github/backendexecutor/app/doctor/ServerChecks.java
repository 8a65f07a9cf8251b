package io.github.backendexecutor.app.doctor;

import java.util.ArrayList;
import java.util.List;

/// What a Redis server must be like to keep jobs: its version, what it throws away, what it keeps
/// on disk, who may come in.
final class ServerChecks {
  private static final int FULL = 95;
  private static final int NEARLY_FULL = 80;

  private final RedisServer server;
  private final boolean open;

  /// @param open whether we came in over the network and without a password
  ServerChecks(RedisServer server, boolean open) {
    this.server = server;
    this.open = open;
  }

  List<Finding> findings() {
    if (server.info().isEmpty()) {
      return List.of(
          Finding.unknown(
              "redis settings",
              "this user may not ask Redis for INFO",
              "allow it: ACL SETUSER <user> +info +config|get"));
    }
    List<Finding> findings = new ArrayList<>();
    findings.add(version());
    findings.addAll(Vulnerability.in(server));
    findings.add(role());
    findings.add(eviction());
    findings.add(persistence());
    findings.add(memory());
    findings.add(access());
    return findings;
  }

  private Finding version() {
    String check = "redis version";
    String product = server.product();
    Version version = server.version();
    if (!version.known()) {
      return Finding.unknown(
          check, product + " does not tell a version", "6.2 or later is needed, 7.0 is better");
    }
    if (version.before("6.2")) {
      return Finding.fail(
          check, product + " is too old", "upgrade: 6.2 or later is needed, 7.0 is better");
    }
    if (version.before("7.0")) {
      return Finding.warn(
          check,
          product
              + " does not count entries, so entries trimmed unread go unnoticed, and a full"
              + " memory stops acknowledgements too",
          "upgrade to 7.0 or later when you can");
    }
    String idle =
        version.before("7.2") ? "; idle times in XINFO CONSUMERS are of successes only" : "";
    return Finding.ok(check, product + " has all that is used" + idle);
  }

  private Finding role() {
    return server.info("role").equals("slave")
        ? Finding.fail(
            "redis role",
            "this Redis is a replica: it takes no jobs and no acknowledgements",
            "let REDIS_CONNECTION name the primary, or the Sentinels that know it")
        : Finding.ok("redis role", "primary");
  }

  private Finding eviction() {
    String check = "eviction";
    String policy = server.info("maxmemory_policy");
    String advice = "CONFIG SET maxmemory-policy noeviction, and in redis.conf";
    if (policy.startsWith("allkeys")) {
      String found = "maxmemory-policy is " + policy + ": Redis throws whole streams of jobs away";
      return Finding.fail(check, found + " when its memory is full", advice);
    }
    if (policy.startsWith("volatile")) {
      String found = "maxmemory-policy is " + policy + ": keys with a time to live are thrown away";
      return Finding.warn(check, found + "; ours have none", advice);
    }
    return policy.isEmpty()
        ? Finding.unknown(check, "this server does not tell its maxmemory-policy", advice)
        : Finding.ok(check, "maxmemory-policy is " + policy);
  }

  private Finding persistence() {
    String check = "persistence";
    String aof = "CONFIG SET appendonly yes, and in redis.conf";
    boolean appendOnly = server.info("aof_enabled").equals("1");
    String save = server.config().getOrDefault("save", "?");
    if (refusesWrites(appendOnly)) {
      return Finding.fail(
          check,
          "Redis cannot write to its disk, and refuses jobs and acknowledgements or soon will",
          "look into its log, and free or repair its disk");
    }
    if (appendOnly) {
      return Finding.ok(check, "append-only file" + fsync());
    }
    if (save.isEmpty()) {
      return Finding.fail(
          check, "Redis keeps nothing on disk: a restart loses all waiting jobs", aof);
    }
    return Finding.warn(
        check, "no append-only file: a crash loses the jobs since the last snapshot", aof);
  }

  private boolean refusesWrites(boolean appendOnly) {
    boolean snapshotFailed =
        server.info("rdb_last_bgsave_status").equals("err")
            && !server.config().getOrDefault("stop-writes-on-bgsave-error", "yes").equals("no")
            && !server.config().getOrDefault("save", "").isEmpty();
    return snapshotFailed || (appendOnly && server.info("aof_last_write_status").equals("err"));
  }

  private String fsync() {
    String fsync = server.config().getOrDefault("appendfsync", "");
    return fsync.isEmpty() ? "" : ", fsync " + fsync;
  }

  private Finding memory() {
    String check = "memory";
    long used = server.number("used_memory");
    long max = server.number("maxmemory");
    if (max == 0) {
      return Finding.ok(check, mebibytes(used) + " used; maxmemory is not set");
    }
    long percent = used * 100 / max;
    String found = "%s of %s used, %d %%".formatted(mebibytes(used), mebibytes(max), percent);
    String advice =
        "raise maxmemory, or find what else fills this Redis: redis-cli --bigkeys;"
            + " jobs leave it when they end";
    if (percent >= FULL) {
      return Finding.fail(check, found + ": producers' XADD is refused or soon will be", advice);
    }
    return percent >= NEARLY_FULL ? Finding.warn(check, found, advice) : Finding.ok(check, found);
  }

  private static String mebibytes(long bytes) {
    return (bytes + (1 << 20) - 1) / (1 << 20) + " MiB";
  }

  private Finding access() {
    return open
        ? Finding.warn(
            "access",
            "Redis takes commands over the network without a password: whoever reaches it can run"
                + " jobs",
            "set a password (ACL SETUSER or requirepass) and add it to REDIS_CONNECTION")
        : Finding.ok("access", "password, or reachable from this host only");
  }
}
