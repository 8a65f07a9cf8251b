package io.github.backendexecutor.bench;

import io.github.backendexecutor.app.bench.Load;
import io.github.backendexecutor.app.bench.Spent;
import io.github.backendexecutor.executor.flow.SystemClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Several services share one database and one stream.
final class InstancesPlay implements Play {
  private static final int JOBS = ThroughputPlay.JOBS;

  @Override
  public void play(Notes notes) throws Exception {
    double one = rate(notes, 1);
    notes.figure("jobs a second, 3 processes", rate(notes, 3), one);
  }

  private static double rate(Notes notes, int processes) throws Exception {
    double[] rate = new double[1];
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
              load.fill(List.of(Serving.STREAM), ThroughputPlay.WARM_UP); // they start meanwhile
              service.awaitSettled();
              Duration redis = Spent.redisCpu(service.redis());
              Duration cpu = service.cpu();
              long start = System.nanoTime();
              load.fill(List.of(Serving.STREAM), JOBS);
              service.awaitSettled();
              rate[0] = JOBS * 1e9 / (System.nanoTime() - start);
              String who = processes + (processes == 1 ? " process" : " processes");
              notes.figure(
                  "busy for each, executors, µs, " + who, micros(service.cpu().minus(cpu)));
              notes.figure(
                  "busy for each, Redis, µs, " + who,
                  micros(Spent.redisCpu(service.redis()).minus(redis)));
            }
            return ThroughputPlay.WARM_UP + (long) JOBS;
          });
    }
    return rate[0];
  }

  private static double micros(Duration busy) {
    return busy.toNanos() / 1_000.0 / JOBS;
  }
}
