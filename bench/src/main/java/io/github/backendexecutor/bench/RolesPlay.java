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
          notes.busy(few, JOBS, ", 3 roles");
          notes.busy(many, JOBS, ", 30 roles");
          return 2L * WARM_UP + 2L * JOBS;
        });
  }
}
