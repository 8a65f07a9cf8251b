package io.github.backendexecutor.bench;

import static io.github.backendexecutor.bench.ThroughputPlay.JOBS;
import static io.github.backendexecutor.bench.ThroughputPlay.WARM_UP;

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
          double few = throughput.executor(JOBS, 3).rate(JOBS);
          notes.figure("jobs a second", throughput.executor(JOBS, 30).rate(JOBS), few);
          return 2L * WARM_UP + 2L * JOBS;
        });
  }
}
