package io.github.backendexecutor.bench;

import io.github.backendexecutor.app.bench.Load;
import io.github.backendexecutor.executor.flow.SystemClock;
import java.util.List;
import java.util.Map;

/// From the start of the script to the first settled job, with the script's cache and without.
final class StartPlay implements Play {
  @Override
  public void play(Notes notes) throws Exception {
    double[] seconds = new double[2];
    for (int i = 0; i < 2; i++) {
      String cache = i == 0 ? "off" : "on";
      int place = i;
      Servings.play(
          "",
          notes,
          service -> {
            try (SystemClock clock = new SystemClock()) {
              new Load(service.redis(), clock).fill(List.of(Serving.STREAM), 1);
            }
            long start = System.nanoTime();
            service.start(Map.of("START_CACHE", cache));
            service.awaitSettled();
            seconds[place] = (System.nanoTime() - start) / 1e9;
            return 1;
          });
    }
    notes.figure("seconds", seconds[1], seconds[0]);
  }
}
