package io.github.backendexecutor.bench;

import com.microsoft.signalr.HubConnection;
import com.microsoft.signalr.HubConnectionBuilder;
import io.github.backendexecutor.app.bench.Delays;
import io.github.backendexecutor.app.bench.Load;
import io.github.backendexecutor.executor.flow.SystemClock;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A client of Microsoft's waits for its jobs: when does it hear that each has started, and that it
/// is completed? The service is a process of its own; client and producer are here.
final class HubPlay implements Play {
  private static final int PER_SECOND = 500;
  private static final int WARM_UP = 5 * PER_SECOND;
  private static final int JOBS = WARM_UP + 30 * PER_SECOND;

  @Override
  public void play(Notes notes) throws Exception {
    Servings.play("", notes, service -> listen(service, notes));
  }

  private static long listen(Serving service, Notes notes) throws Exception {
    int port = Serving.freePort();
    service.start(Map.of(), "--server.port=" + port);
    Delays sent = new Delays(JOBS);
    Delays started = new Delays(JOBS);
    Delays completed = new Delays(JOBS);
    CountDownLatch heard = new CountDownLatch(JOBS);
    HubConnection client = connect("http://127.0.0.1:" + port + "/hubs/jobs");
    client.on("job_started", event -> started.note(number(event), System.nanoTime()), Map.class);
    client.on(
        "job_completed",
        event -> {
          completed.note(number(event), System.nanoTime());
          heard.countDown();
        },
        Map.class);
    try (SystemClock clock = new SystemClock()) {
      String id = Objects.requireNonNull(client.getConnectionId());
      Load load = new Load(service.redis(), clock).waitedFor("", id).numbered();
      send(load, sent);
      if (!heard.await(1, TimeUnit.MINUTES)) {
        throw new IllegalStateException(heard.getCount() + " events were not heard");
      }
    } finally {
      client.stop().blockingAwait();
    }
    double[] begun = started.since(sent, WARM_UP);
    double[] done = completed.since(sent, WARM_UP);
    notes.figure("job_started p50", Delays.quantile(begun, 0.5));
    notes.figure("job_started p99", Delays.quantile(begun, 0.99));
    notes.figure("job_completed p50", Delays.quantile(done, 0.5));
    notes.figure("job_completed p99", Delays.quantile(done, 0.99));
    return JOBS;
  }

  private static void send(Load load, Delays sent) throws InterruptedException {
    long from = System.nanoTime();
    for (int i = 0; i < JOBS; i++) {
      long early = from + i * 1_000_000_000L / PER_SECOND - System.nanoTime();
      if (early > 0) {
        TimeUnit.NANOSECONDS.sleep(early);
      }
      sent.note(i, System.nanoTime());
      load.add(Serving.STREAM, i);
    }
  }

  private static HubConnection connect(String hub) throws InterruptedException {
    for (int i = 0; ; i++) {
      HubConnection client = HubConnectionBuilder.create(hub).build();
      try {
        client.start().blockingAwait();
        return client;
      } catch (RuntimeException e) { // the service is still starting
        if (i == 600) {
          throw e;
        }
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
  }

  private static int number(Map<?, ?> event) {
    return Load.numberOf(String.valueOf(event.get("jobId")));
  }
}
