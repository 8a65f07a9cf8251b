package io.github.backendexecutor.bench;

import io.github.backendexecutor.app.bench.Load;
import io.github.backendexecutor.executor.flow.SystemClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A service with nothing to do: what it asks of Redis and of the processor all the same. Its
/// statements are counted on PostgreSQL, which counts transactions.
final class IdlePlay implements Play {
  private static final Pattern COMMANDS = Pattern.compile("total_commands_processed:([0-9]+)");
  private static final int SECONDS = Integer.getInteger("bench.idle-seconds", 60);
  private static final int FIRST = 100;

  @Override
  public void play(Notes notes) throws Exception {
    try (Stages.Postgres postgres = Stages.Postgres.start()) {
      Servings.play(postgres.url(), notes, service -> watch(service, postgres.url(), notes));
    }
  }

  private static long watch(Serving service, String database, Notes notes) throws Exception {
    service.start(Map.of());
    try (SystemClock clock = new SystemClock()) {
      new Load(service.redis(), clock).fill(List.of(Serving.STREAM), FIRST);
    }
    service.awaitSettled();
    TimeUnit.SECONDS.sleep(20); // what a start leaves to do is done
    long commands = commands(service);
    long statements = Sql.transactions(database);
    Duration cpu = service.cpu();
    TimeUnit.SECONDS.sleep(SECONDS);
    // the two questions themselves are not the service's
    notes.figure("Redis commands a second", (commands(service) - commands - 1.0) / SECONDS);
    notes.figure(
        "database transactions a second",
        (Sql.transactions(database) - statements - 1.0) / SECONDS);
    notes.figure("CPU, %", (service.cpu().minus(cpu)).toMillis() / 10.0 / SECONDS);
    return FIRST;
  }

  private static long commands(Serving service) {
    Matcher matcher = COMMANDS.matcher(service.redis().info("stats"));
    return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
  }
}
