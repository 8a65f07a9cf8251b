package io.github.backendexecutor.bench;

import static io.github.backendexecutor.bench.ThroughputPlay.JOBS;
import static io.github.backendexecutor.bench.ThroughputPlay.WARM_UP;

import io.github.backendexecutor.app.bench.Spent;
import io.github.backendexecutor.app.bench.Throughput;

/// Many roles share the same number of jobs. Few are measured before and after: by itself a later
/// start costs some percent more, whatever the number of roles.
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
          Spent before = throughput.executor(JOBS, 3);
          Spent many = throughput.executor(JOBS, 30);
          Spent few = before.and(throughput.executor(JOBS, 3));
          notes.figure("jobs a second", many.rate(JOBS), few.rate(2 * JOBS));
          notes.busy(few, 2 * JOBS, ", 3 roles");
          notes.busy(many, JOBS, ", 30 roles");
          return 2L * WARM_UP + 3L * JOBS;
        });
  }
}
