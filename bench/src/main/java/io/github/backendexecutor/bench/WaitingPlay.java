package io.github.backendexecutor.bench;

import io.github.backendexecutor.app.bench.Waiting;
import java.time.Duration;

/// Jobs that only wait, all at once.
record WaitingPlay(int jobs, int seconds) implements Play {
  @Override
  public void play(Notes notes) throws Exception {
    Stages.play(
        "",
        notes,
        stage -> {
          int few = jobs / 10;
          new Waiting(stage, few, Duration.ofSeconds(1)).executor(); // so that it is not cold
          Waiting waiting = new Waiting(stage, jobs, Duration.ofSeconds(seconds));
          double bare = waiting.bare().time().toNanos() / 1e9;
          notes.figure("seconds", waiting.executor().time().toNanos() / 1e9, bare);
          notes.figure(
              "highest memory of the process, MiB", Host.peakMemory(ProcessHandle.current().pid()));
          return few + (long) jobs;
        });
  }
}
