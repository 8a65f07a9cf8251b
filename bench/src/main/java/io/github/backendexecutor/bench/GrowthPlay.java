package io.github.backendexecutor.bench;

import static io.github.backendexecutor.bench.ThroughputPlay.JOBS;
import static io.github.backendexecutor.bench.ThroughputPlay.WARM_UP;

import io.github.backendexecutor.app.bench.Load;
import io.github.backendexecutor.app.bench.Spent;
import io.github.backendexecutor.app.bench.Throughput;
import io.github.backendexecutor.app.wiring.BenchStage;

/// What a long history costs. The rows are made by the database, with ids in no order, from one job
/// that really ran.
final class GrowthPlay implements Play {
  private static final int ROWS = Integer.getInteger("bench.rows", 10_000_000);

  @Override
  public void play(Notes notes) throws Exception {
    Stages.play(
        "",
        notes,
        stage -> {
          Throughput throughput = new Throughput(stage);
          throughput.executor(WARM_UP, 3);
          throughput.executor(WARM_UP, 3);
          Spent before = run(stage, throughput, false);
          Spent randomBefore = run(stage, throughput, true);
          History.make(stage.sqliteFile(), ROWS);
          Spent after = run(stage, throughput, false);
          Spent randomAfter = run(stage, throughput, true);
          notes.figure("rows", ROWS);
          notes.figure("jobs a second", after.rate(JOBS), before.rate(JOBS));
          notes.figure(
              "jobs a second, ids in no order", randomAfter.rate(JOBS), randomBefore.rate(JOBS));
          return ROWS + 2L * WARM_UP + 4L * JOBS;
        });
  }

  private static Spent run(BenchStage stage, Throughput throughput, boolean randomIds)
      throws InterruptedException {
    Load load = new Load(stage.redis(), stage.clock());
    return throughput.executor(JOBS, 3, randomIds ? load.withRandomIds() : load);
  }
}
