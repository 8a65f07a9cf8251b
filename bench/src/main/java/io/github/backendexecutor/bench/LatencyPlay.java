package io.github.backendexecutor.bench;

import io.github.backendexecutor.app.bench.Delays;
import io.github.backendexecutor.app.bench.Latency;
import io.github.backendexecutor.app.bench.Latency.Seen;
import java.time.Duration;

/// A steady rate into an idle executor. Its first seconds, in which the process is cold, are a run
/// of their own.
final class LatencyPlay implements Play {
  private static final int PER_SECOND = 500;

  @Override
  public void play(Notes notes) throws Exception {
    Stages.play(
        "",
        notes,
        stage -> {
          Seen cold = new Latency(stage, PER_SECOND, Duration.ofSeconds(5)).executor();
          Latency latency = new Latency(stage, PER_SECOND, Duration.ofSeconds(30));
          double[] bare = latency.bare();
          Seen seen = latency.executor();
          figures(notes, "start", seen.start(), bare);
          figures(notes, "settled", seen.settled(), bare);
          notes.figure(
              "start p99, the first 5 s of a process", Delays.quantile(cold.start(), 0.99));
          return cold.start().length + seen.start().length;
        });
  }

  private static void figures(Notes notes, String what, double[] here, double[] bare) {
    notes.figure(what + " p50", Delays.quantile(here, 0.5), Delays.quantile(bare, 0.5));
    notes.figure(what + " p99", Delays.quantile(here, 0.99), Delays.quantile(bare, 0.99));
  }
}
