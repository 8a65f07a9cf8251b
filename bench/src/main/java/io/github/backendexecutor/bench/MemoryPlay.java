package io.github.backendexecutor.bench;

import io.github.backendexecutor.app.bench.Load;
import io.github.backendexecutor.executor.flow.SystemClock;
import java.util.List;
import java.util.Map;

/// What a service needs at most while it works off a long stream, or large jobs.
final class MemoryPlay implements Play {
  private static final int FEW = 1_000;
  private static final int MANY = Integer.getInteger("bench.backlog", 1_000_000);
  private static final int LARGE = 200;
  private static final String MEBIBYTE = "\"" + "x".repeat(1024 * 1024 - 600) + "\"";

  @Override
  public void play(Notes notes) throws Exception {
    double few = peak(notes, FEW, Load.PAYLOAD);
    notes.figure("MiB, %,d entries".formatted(MANY), peak(notes, MANY, Load.PAYLOAD), few);
    notes.figure("MiB, %d entries of 1 MiB".formatted(LARGE), peak(notes, LARGE, MEBIBYTE), few);
  }

  private static double peak(Notes notes, int jobs, String payload) throws Exception {
    double[] peak = new double[1];
    Servings.play(
        "",
        notes,
        service -> {
          try (SystemClock clock = new SystemClock()) {
            new Load(service.redis(), clock, payload).fill(List.of(Serving.STREAM), jobs);
          }
          Process process = service.start(Map.of());
          service.awaitSettled();
          peak[0] = Host.peakMemory(process.pid());
          return jobs;
        });
    return peak[0];
  }
}
