package io.github.backendexecutor.app.doctor;

import io.github.backendexecutor.executor.spi.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/// Compares the clocks. Nothing here judges who lives by a clock on the wall, but scheduled jobs
/// start by the executors' and times in the history come from them.
final class ClockChecks {
  private static final long FAR = Duration.ofSeconds(2).toMillis();
  private static final String POSTGRES_NOW =
      "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT) AS millis";

  private final Clock clock;

  ClockChecks(Clock clock) {
    this.clock = clock;
  }

  List<Finding> database(Sql sql) {
    if (sql.sqlite()) {
      return List.of(); // its clock is this host's
    }
    return List.of(
        compare(
            "the database",
            () -> {
              List<Map<String, String>> rows = sql.ask(POSTGRES_NOW, 1);
              return Long.parseLong(rows.getFirst().getOrDefault("millis", "0"));
            }));
  }

  Finding redis(RedisLook redis) {
    return compare("Redis", () -> redis.servers().getFirst().millis());
  }

  /// How far apart they are for certain, whenever the other one looked while we waited.
  private Finding compare(String other, LongSupplier its) {
    long before = clock.now().toEpochMilli();
    long there = its.getAsLong();
    long after = clock.now().toEpochMilli();
    long off = there < before ? there - before : Math.max(0, there - after);
    if (Math.abs(off) < FAR) {
      return Finding.ok("clocks", other + " and this host agree");
    }
    String found =
        "the clock of %s is %s %s this host's"
            .formatted(
                other,
                StreamChecks.words(Duration.ofMillis(Math.abs(off))),
                off > 0 ? "ahead of" : "behind");
    return Finding.warn("clocks", found, "run a time service (NTP) on both hosts");
  }
}
