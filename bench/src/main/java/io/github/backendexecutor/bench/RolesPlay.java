package io.github.backendexecutor.bench;

import static io.github.backendexecutor.bench.ThroughputPlay.JOBS;
import static io.github.backendexecutor.bench.ThroughputPlay.WARM_UP;

import io.github.backendexecutor.app.bench.Spent;
import io.github.backendexecutor.app.bench.Throughput;

/// Many roles share the same number of jobs.
final class RolesPlay implements Play {
  @Override
  public void play(Notes notes) throws Exception {
    Stages.play(
        "",
        notes,
        stage -> {
          Throughput throughput = new Throughput(stage);
          throughput.executor(WARM_UP, 30);
          throughput.executor(WARM_UP, 3);
          Spent few = throughput.executor(JOBS, 3);
          Spent many = throughput.executor(JOBS, 30);
          notes.figure("jobs a second", many.rate(JOBS), few.rate(JOBS));
          String busy = "busy for each, %s, µs, %d roles";
          notes.figure(busy.formatted("this process", 3), few.processMicros(JOBS));
          notes.figure(busy.formatted("this process", 30), many.processMicros(JOBS));
          notes.figure(busy.formatted("Redis", 3), few.redisMicros(JOBS));
          notes.figure(busy.formatted("Redis", 30), many.redisMicros(JOBS));
          return 2L * WARM_UP + 2L * JOBS;
        });
  }
}
