package io.github.backendexecutor.bench;

import io.github.backendexecutor.app.bench.Load;
import io.github.backendexecutor.executor.flow.SystemClock;
import java.util.List;
import java.util.Map;

/// What a service needs at most while it works off a long stream, or large jobs: against one that
/// gets a thousand jobs and is hardly warm, and against one that does as much work of which no more
/// than a thousand wait at any time.
final class MemoryPlay implements Play {
  private static final int FEW = 1_000;
  private static final int PORTION = FEW / 2;
  private static final int MANY = Integer.getInteger("bench.backlog", 1_000_000);
  private static final int LARGE = 200;
  private static final String MEBIBYTE = "\"" + "x".repeat(1024 * 1024 - 600) + "\"";

  @Override
  public void play(Notes notes) throws Exception {
    double few = peak(notes, FEW, FEW, Load.PAYLOAD);
    double inPortions = peak(notes, MANY, FEW, Load.PAYLOAD);
    double many = peak(notes, MANY, MANY, Load.PAYLOAD);
    notes.figure("MiB, %,d entries".formatted(MANY), many, few);
    notes.figure("MiB, the same, against as many in portions", many, inPortions);
    notes.figure(
        "MiB, %d entries of 1 MiB".formatted(LARGE), peak(notes, LARGE, LARGE, MEBIBYTE), few);
  }

  /// @param atOnce so many are in the stream at most
  private static double peak(Notes notes, int jobs, int atOnce, String payload) throws Exception {
    double[] peak = new double[1];
    Servings.play(
        "",
        notes,
        service -> {
          try (SystemClock clock = new SystemClock()) {
            Load load = new Load(service.redis(), clock, payload);
            int added = Math.min(jobs, atOnce);
            load.fill(List.of(Serving.STREAM), added);
            Process process = service.start(Map.of());
            for (; added < jobs; added += PORTION) {
              service.awaitLeft(atOnce - PORTION);
              load.fill(List.of(Serving.STREAM), Math.min(PORTION, jobs - added));
            }
            service.awaitSettled();
            peak[0] = Host.peakMemory(process.pid());
          }
          return jobs;
        });
    return peak[0];
  }
}
