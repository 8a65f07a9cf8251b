package io.github.backendexecutor.app.bench;

import io.github.backendexecutor.executor.job.Role;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// How soon a job starts and leaves when jobs come at a steady rate to an executor with nothing
/// else to do; and how soon a bare client that waits has the entry.
public final class Latency {
  private static final Role ROLE = new Role("steady");
  private static final int PATIENCE_SECONDS = 60;

  private final Stage stage;
  private final int perSecond;
  private final int jobs;

  public Latency(Stage stage, int perSecond, Duration length) {
    this.stage = stage;
    this.perSecond = perSecond;
    this.jobs = (int) (perSecond * length.toMillis() / 1_000);
  }

  /// Sorted milliseconds.
  ///
  /// @param start from before XADD to the runner's first line, after the begin is committed
  /// @param settled from before XADD until the entry has left its stream
  @SuppressWarnings("ArrayRecordComponent") // read once, compared by nobody
  public record Seen(double[] start, double[] settled) {}

  /// Of an executor.
  public Seen executor() throws InterruptedException {
    Delays sent = new Delays(jobs);
    Delays started = new Delays(jobs);
    Delays settled = new Delays(jobs);
    CountDownLatch left = new CountDownLatch(jobs);
    AtomicInteger order = new AtomicInteger();
    Runnable whenSettled =
        () -> {
          // nearly always in the order of coming; two that change places change nothing in the sum
          settled.note(order.getAndIncrement(), stage.clock().nanos());
          left.countDown();
        };
    try (var _ =
        stage.start(
            List.of(ROLE),
            (job, _) -> {
              started.note(Integer.parseInt(job.task()), stage.clock().nanos());
              return "null";
            },
            whenSettled)) {
      send(stage.stream(ROLE), sent);
      if (!left.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException(left.getCount() + " jobs are not done");
      }
    }
    return new Seen(started.since(sent), settled.since(sent));
  }

  /// Of the bare client: sorted milliseconds from before XADD until it has the entry.
  public double[] bare() throws InterruptedException {
    String stream = stage.stream(new Role("bare-steady"));
    BareLoop loop = new BareLoop(stage.redis(), stream);
    Delays sent = new Delays(jobs);
    Delays seen = new Delays(jobs);
    Thread reader =
        BenchThreads.start(
            "bare-client",
            () -> {
              for (int left = jobs; left > 0; ) {
                List<?> entries = loop.readAndAcknowledge(1, 1_000);
                long now = stage.clock().nanos();
                entries.forEach(entry -> seen.note(number((List<?>) entry), now));
                left -= entries.size();
              }
            });
    send(stream, sent);
    reader.join();
    stage.redis().del(stream);
    return seen.since(sent);
  }

  private static int number(List<?> entry) {
    byte[] task = (byte[]) ((List<?>) entry.get(1)).get(7);
    return Integer.parseInt(new String(task, StandardCharsets.US_ASCII));
  }

  private void send(String stream, Delays sent) throws InterruptedException {
    Load load = new Load(stage.redis(), stage.clock());
    long from = stage.clock().nanos();
    for (int i = 0; i < jobs; i++) {
      long due = from + i * 1_000_000_000L / perSecond;
      long early = due - stage.clock().nanos();
      if (early > 0) {
        stage.clock().sleep(Duration.ofNanos(early));
      }
      sent.note(i, stage.clock().nanos());
      load.add(stream, i);
    }
  }
}
