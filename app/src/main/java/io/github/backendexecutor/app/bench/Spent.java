package io.github.backendexecutor.app.bench;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redis.clients.jedis.UnifiedJedis;

/// How much time went by and how much of it this process and Redis were busy. Busy time says more
/// than the clock on a machine that others use too.
///
/// @param process of all threads of this process
/// @param redis of the whole server
public record Spent(Duration time, Duration process, Duration redis) {
  private static final Pattern USED =
      Pattern.compile("(?m)^used_cpu_(?:sys|user):([0-9]+)\\.([0-9]{6})");

  /// Starts to count.
  public static Spent since(Stage stage) {
    return new Spent(
        Duration.ofNanos(stage.clock().nanos()),
        ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO),
        redisCpu(stage.redis()));
  }

  /// What was spent since then.
  public Spent until(Stage stage) {
    Spent now = since(stage);
    return new Spent(now.time.minus(time), now.process.minus(process), now.redis.minus(redis));
  }

  /// What was spent in both.
  public Spent and(Spent other) {
    return new Spent(time.plus(other.time), process.plus(other.process), redis.plus(other.redis));
  }

  /// The processor time of a server since its start.
  public static Duration redisCpu(UnifiedJedis redis) {
    Matcher used = USED.matcher(redis.info("cpu"));
    Duration sum = Duration.ZERO;
    while (used.find()) {
      sum =
          sum.plusSeconds(Long.parseLong(used.group(1)))
              .plusNanos(1_000 * Long.parseLong(used.group(2)));
    }
    return sum;
  }

  /// How many of these a second.
  public double rate(int jobs) {
    return jobs * 1e9 / Math.max(1, time.toNanos());
  }

  /// Microseconds of this process each.
  public double processMicros(int jobs) {
    return process.toNanos() / 1_000.0 / jobs;
  }

  /// Microseconds of Redis each.
  public double redisMicros(int jobs) {
    return redis.toNanos() / 1_000.0 / jobs;
  }
}
