package io.github.backendexecutor.bench;

import io.github.backendexecutor.app.bench.Load;
import io.github.backendexecutor.app.bench.Spent;
import io.github.backendexecutor.app.wiring.BenchStage;
import io.github.backendexecutor.executor.job.Role;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// What it costs to show that one lives, and to look whether somebody wants a job cancelled, while
/// many jobs run.
final class BeatsPlay implements Play {
  private static final Role ROLE = new Role("long");
  private static final int FEW = 10;
  private static final int MANY = 10_000;
  private static final int SECONDS = Integer.getInteger("bench.beat-seconds", 40);

  @Override
  public void play(Notes notes) throws Exception {
    Stages.play(
        "",
        notes,
        stage -> {
          Spent few = watch(stage, FEW);
          Spent many = watch(stage, MANY);
          notes.figure(
              "Redis, ms a second", rate(many.redis().toNanos()), rate(few.redis().toNanos()));
          notes.figure(
              "this process, ms a second",
              rate(many.process().toNanos()),
              rate(few.process().toNanos()));
          return FEW + MANY;
        });
  }

  private static double rate(long nanos) {
    return nanos / 1e6 / SECONDS;
  }

  private static Spent watch(BenchStage stage, int jobs) throws InterruptedException {
    CountDownLatch started = new CountDownLatch(jobs);
    CountDownLatch end = new CountDownLatch(1);
    CountDownLatch settled = new CountDownLatch(jobs);
    new Load(stage.redis(), stage.clock()).fill(List.of(stage.stream(ROLE)), jobs);
    try (var _ =
        stage.start(
            List.of(ROLE),
            (_, _) -> {
              started.countDown();
              end.await();
              return "null";
            },
            settled::countDown)) {
      started.await();
      TimeUnit.SECONDS.sleep(3);
      Spent since = Spent.since(stage);
      TimeUnit.SECONDS.sleep(SECONDS);
      Spent spent = since.until(stage);
      end.countDown();
      settled.await();
      return spent;
    }
  }
}
