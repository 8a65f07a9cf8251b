package io.github.backendexecutor.bench;

import io.github.backendexecutor.app.bench.Load;
import io.github.backendexecutor.app.bench.Spent;
import io.github.backendexecutor.executor.flow.SystemClock;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Several services share one database and one stream. Each gets as many jobs to warm up as a lone
/// one, and more than elsewhere: the compiler of a service has more to do than that of a bare
/// executor, and three of them share the cores. They come in two portions with a pause between, as
/// there is one before what is measured: the first pause of a process proves wrong what its
/// compiler took for granted, and the work of three compilers was a quarter of what three processes
/// did.
final class InstancesPlay implements Play {
  private static final int JOBS = 3 * ThroughputPlay.JOBS;
  private static final int WARM_UP = 2 * ThroughputPlay.WARM_UP;

  @Override
  public void play(Notes notes) throws Exception {
    double one = rate(notes, 1);
    notes.figure("jobs a second, 3 processes", rate(notes, 3), one);
  }

  private static double rate(Notes notes, int processes) throws Exception {
    double[] rate = new double[1];
    int warmUp = processes * WARM_UP;
    try (Stages.Postgres postgres = Stages.Postgres.start()) {
      Servings.play(
          postgres.url(),
          notes,
          service -> {
            try (SystemClock clock = new SystemClock()) {
              Load load = new Load(service.redis(), clock);
              for (int i = 0; i < processes; i++) {
                service.start(Map.of());
              }
              load.fill(List.of(Serving.STREAM), warmUp); // they start meanwhile
              service.awaitSettled();
              fillPaused(service, load, warmUp);
              service.pause(false);
              service.awaitSettled();
              fillPaused(service, load, JOBS);
              Busy before = Busy.now(service, postgres);
              long start = System.nanoTime();
              service.pause(false);
              service.awaitSettled();
              rate[0] = JOBS * 1e9 / (System.nanoTime() - start);
              String who = processes + (processes == 1 ? " process" : " processes");
              Busy.now(service, postgres).tell(notes, before, who);
              Sql.analyze(postgres.url());
            }
            return 2L * warmUp + JOBS;
          });
    }
    return rate[0];
  }

  /// While they are paused, or they would have to wait for who fills the stream.
  private static void fillPaused(Serving service, Load load, int jobs) throws Exception {
    service.pause(true);
    load.fill(List.of(Serving.STREAM), jobs);
  }

  /// The processor time of all that takes part.
  ///
  /// @param database null: nobody knows
  private record Busy(Duration executors, Duration redis, @Nullable Duration database) {
    static Busy now(Serving service, Stages.Postgres postgres) throws IOException, SQLException {
      return new Busy(service.cpu(), Spent.redisCpu(service.redis()), postgres.cpu());
    }

    void tell(Notes notes, Busy before, String who) {
      notes.figure("busy for each, executors, µs, " + who, micros(executors, before.executors));
      notes.figure("busy for each, Redis, µs, " + who, micros(redis, before.redis));
      if (database != null && before.database != null) {
        notes.figure("busy for each, PostgreSQL, µs, " + who, micros(database, before.database));
      }
    }

    private static double micros(Duration now, Duration before) {
      return now.minus(before).toNanos() / 1_000.0 / JOBS;
    }
  }
}
