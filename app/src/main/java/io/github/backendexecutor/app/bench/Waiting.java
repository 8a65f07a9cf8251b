package io.github.backendexecutor.app.bench;

import io.github.backendexecutor.executor.job.Role;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Jobs that only wait, all at once, as calls of a slow model do; and as many bare virtual threads.
public final class Waiting {
  private static final Role ROLE = new Role("waiting");
  private static final int PATIENCE_SECONDS = 600;

  private final Stage stage;
  private final int jobs;
  private final Duration each;

  public Waiting(Stage stage, int jobs, Duration each) {
    this.stage = stage;
    this.jobs = jobs;
    this.each = each;
  }

  /// From the executor's start before a full stream until the last entry has left it.
  public Spent executor() throws InterruptedException {
    new Load(stage.redis(), stage.clock()).fill(List.of(stage.stream(ROLE)), jobs);
    CountDownLatch left = new CountDownLatch(jobs);
    Spent start = Spent.since(stage);
    try (var _ = stage.start(List.of(ROLE), (_, _) -> nap(), left::countDown)) {
      await(left);
      return start.until(stage);
    }
  }

  /// Of bare virtual threads.
  public Spent bare() throws InterruptedException {
    CountDownLatch left = new CountDownLatch(jobs);
    Spent start = Spent.since(stage);
    for (int i = 0; i < jobs; i++) {
      BenchThreads.startVirtual(() -> {
        nap();
        left.countDown();
      });
    }
    await(left);
    return start.until(stage);
  }

  private String nap() {
    try {
      new CountDownLatch(1).await(each.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return "null";
  }

  private static void await(CountDownLatch left) throws InterruptedException {
    if (!left.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException(left.getCount() + " jobs are not done");
    }
  }
}
