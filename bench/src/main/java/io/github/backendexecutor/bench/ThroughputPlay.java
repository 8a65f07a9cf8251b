package io.github.backendexecutor.bench;

import io.github.backendexecutor.app.bench.Load;
import io.github.backendexecutor.app.bench.Spent;
import io.github.backendexecutor.app.bench.Stage;
import io.github.backendexecutor.app.bench.Throughput;
import org.jspecify.annotations.Nullable;

/// Jobs that do nothing, after as many have warmed the process up as its compiler needs.
///
/// @param database see [Stages#play]
record ThroughputPlay(@Nullable String database, int roles, boolean randomIds, boolean waited)
    implements Play {
  static final int JOBS = Integer.getInteger("bench.jobs", 200_000);

  /// The jobs of each of two starts that warm a process up: a second start proves wrong what the
  /// compiler took for granted in the first.
  static final int WARM_UP = Integer.getInteger("bench.warm-up", 200_000) / 2;

  ThroughputPlay(@Nullable String database, int roles) {
    this(database, roles, false, false);
  }

  ThroughputPlay withRandomIds() {
    return new ThroughputPlay(database, roles, true, waited);
  }

  ThroughputPlay waitedFor() {
    return new ThroughputPlay(database, roles, randomIds, true);
  }

  @Override
  public void play(Notes notes) throws Exception {
    Stages.play(
        database,
        notes,
        stage -> {
          Throughput throughput = new Throughput(stage);
          throughput.bare(2 * WARM_UP);
          throughput.executor(WARM_UP, roles, load(stage));
          throughput.executor(WARM_UP, roles, load(stage));
          double before = throughput.bare(JOBS).rate(JOBS);
          Spent spent = throughput.executor(JOBS, roles, load(stage));
          double after = throughput.bare(JOBS).rate(JOBS); // it takes a second, and varies
          notes.figure("jobs a second", spent.rate(JOBS), (before + after) / 2);
          notes.busy(spent, JOBS, "");
          return 2L * WARM_UP + JOBS;
        });
  }

  private Load load(Stage stage) {
    Load load = new Load(stage.redis(), stage.clock());
    if (randomIds) {
      load.withRandomIds();
    }
    return waited ? load.waitedFor("a workflow", "nobodyHasThisConnection") : load;
  }
}
