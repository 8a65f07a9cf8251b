package io.github.backendexecutor.app.push;

import io.github.backendexecutor.app.jdbc.Database;
import io.github.backendexecutor.app.jdbc.DatabaseAddress;
import io.github.backendexecutor.app.jdbc.JdbcJobStore;
import io.github.backendexecutor.app.redis.EmbeddedRedis;
import io.github.backendexecutor.executor.flow.SystemClock;
import io.github.backendexecutor.executor.job.Begun;
import io.github.backendexecutor.executor.job.Delivery;
import io.github.backendexecutor.executor.job.Ending;
import io.github.backendexecutor.executor.job.Entry;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Job;
import io.github.backendexecutor.executor.job.JobEvent;
import io.github.backendexecutor.executor.job.JobId;
import io.github.backendexecutor.executor.job.JobTerms;
import io.github.backendexecutor.executor.job.JsonText;
import io.github.backendexecutor.executor.job.Outcome;
import io.github.backendexecutor.executor.job.Role;
import io.github.backendexecutor.executor.job.Run;
import io.github.backendexecutor.executor.job.Verdict;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Measures the hub: how long an event takes from its commit to the client that waits for it, while
/// thousands of idle clients are connected and one of them reads nothing, and how much memory an
/// idle client takes. Server, database (SQLite), Redis and clients share this machine; the clients
/// are in a process of their own, so that the memory is the server's alone.
///
///     ulimit -n 20000
///     java -cp <test class path of app> io.github.backendexecutor.app.push.HubLoad [clients] [events/s] [seconds]
///
/// A tenth of the clients are connected to a second instance, so their events go over Redis. Prints
/// p50 and p99 in milliseconds for both ways, and the bytes for each idle client.
public final class HubLoad {
  private static final Role AGENT = new Role("agent");
  private static final int SECOND_SHARE = 10;
  private static final String STALLED_OUTPUT = "\"" + "x".repeat(50_000) + "\"";

  private final Map<String, Long> committed = new ConcurrentHashMap<>();
  private final AtomicInteger entries = new AtomicInteger();

  private HubLoad() {}

  public static void main(String... arguments) throws Exception {
    Logger.getLogger("").setLevel(Level.WARNING);
    if (arguments.length > 0 && arguments[0].equals("clients")) {
      LoadClients.main(arguments);
      return;
    }
    int clients = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5_000;
    int rate = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 200;
    int seconds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 30;
    new HubLoad().measure(clients, rate, seconds);
    System.exit(0);
  }

  private void measure(int clients, int rate, int seconds) throws Exception {
    Path folder = Files.createTempDirectory("hub-load");
    String url = "jdbc:sqlite:" + folder.resolve("jobs.db");
    try (SystemClock clock = new SystemClock();
        EmbeddedRedis redis = EmbeddedRedis.start(folder.resolve("redis"), 0);
        Database database = Database.open(DatabaseAddress.parse(url))) {
      database.migrate();
      try (Instance near = Instance.on(redis.port()).past(database.events()).start();
          Instance far = Instance.on(redis.port()).past(database.events()).start();
          JdbcJobStore store = database.store(new InstanceId("load"), clock)) {
        long before = usedHeap();
        try (Clients all = new Clients(near.uri(), far.uri(), clients)) {
          awaitConnections(near, far, clients + 1);
          System.out.printf(
              "%d idle clients: %d bytes of heap each%n", clients, (usedHeap() - before) / clients);
          all.startCounting();
          Teller teller = new Teller(store, near, clock, all);
          teller.warmUp(rate);
          committed.clear();
          teller.tell(rate, seconds);
          all.report(committed);
        }
      }
    }
  }

  private static void awaitConnections(Instance near, Instance far, int all) {
    while (near.hub.connections() + far.hub.connections() < all) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
  }

  private static long usedHeap() {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < 3; i++) {
      System.gc();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(300));
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }

  /// Runs jobs through the real store and tells of each that it started and ended: each of them for
  /// one client, the next one each time, and every fifth time one with a large result for the
  /// client that does not read, besides.
  private final class Teller {
    private final JdbcJobStore store;
    private final Instance near;
    private final SystemClock clock;
    private final Clients all;

    Teller(JdbcJobStore store, Instance near, SystemClock clock, Clients all) {
      this.store = store;
      this.near = near;
      this.clock = clock;
      this.all = all;
    }

    void warmUp(int rate) throws InterruptedException {
      tell(rate, 10);
    }

    void tell(int rate, int seconds) throws InterruptedException {
      int count = rate * seconds / 2;
      CountDownLatch over = new CountDownLatch(count);
      long start = System.nanoTime();
      try (ExecutorService jobs = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < count; i++) {
          long due = start + i * (2_000_000_000L / rate);
          LockSupport.parkNanos(due - System.nanoTime());
          String connection = all.ids.get(i % all.ids.size());
          boolean stalledToo = i % 5 == 0;
          var _ =
              jobs.submit(() -> {
                run(connection, "1");
                if (stalledToo) {
                  run(all.stalled, STALLED_OUTPUT);
                }
                over.countDown();
              });
        }
        over.await();
      }
    }

    private void run(String connection, String output) {
      String id = "load-" + entries.incrementAndGet();
      Job job =
          new Job(new JobId(id), id, connection, AGENT, "", JsonText.NULL, JobTerms.NONE, Map.of());
      Delivery entry = new Delivery.Readable(new Entry("jobs:agent", id + "-0"), job);
      Run run = ((Begun.Started) store.begin(entry)).run();
      told(JobEvent.started(run));
      Outcome outcome = new Outcome.Completed(new JsonText(output));
      Ending end =
          new Ending(run, outcome, new Verdict.Done(new JsonText(output)), clock.now(), "");
      store.finish(end);
      told(Objects.requireNonNull(JobEvent.of(end)));
    }

    private void told(JobEvent event) {
      committed.put(event.eventId(), System.nanoTime());
      near.tell(event);
    }
  }

  /// The clients, in a process of their own, which says when it has heard what. Both processes read
  /// the machine's one monotonic clock.
  private static final class Clients implements AutoCloseable {
    final List<String> ids = new ArrayList<>();
    String stalled = "";
    private final Process process;
    private final Map<String, Long> heard = new ConcurrentHashMap<>();
    private final Map<String, Boolean> far = new ConcurrentHashMap<>();

    Clients(URI near, URI far, int count) throws IOException {
      int second = count / SECOND_SHARE;
      this.process =
          new ProcessBuilder(
                  ProcessHandle.current().info().command().orElse("java"),
                  "-Xmx1g",
                  "-cp",
                  System.getProperty("java.class.path"),
                  HubLoad.class.getName(),
                  "clients",
                  near.toString(),
                  String.valueOf(count - second),
                  far.toString(),
                  String.valueOf(second))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      var lines = process.inputReader();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] words = line.split(" ", -1);
        switch (words[0]) {
          case "stalled" -> stalled = words[1];
          case "near", "far" -> ids.add(words[1]);
          default -> {}
        }
        if (words[0].equals("ready")) {
          Collections.shuffle(ids);
          return;
        }
      }
      throw new IllegalStateException("the clients ended");
    }

    void startCounting() {
      var _ =
          Thread.ofPlatform()
              .daemon()
              .start(() ->
                  process
                      .inputReader()
                      .lines()
                      .map(line -> line.split(" ", -1))
                      .forEach(words -> {
                        far.put(words[1], words[0].equals("far"));
                        heard.put(words[1], Long.valueOf(words[2]));
                      }));
    }

    void report(Map<String, Long> committed) throws InterruptedException {
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(3));
      List<Long> here = new ArrayList<>();
      List<Long> elsewhere = new ArrayList<>();
      committed.forEach((event, at) -> {
        Long when = heard.get(event);
        if (when != null) {
          (far.getOrDefault(event, false) ? elsewhere : here).add(when - at);
        }
      });
      print("same instance", here);
      print("other instance, over Redis", elsewhere);
      System.out.printf(
          "told %d, heard %d (the stalled client's are not heard)%n",
          committed.size(), here.size() + elsewhere.size());
    }

    private static void print(String what, List<Long> nanos) {
      List<Long> sorted = nanos.stream().sorted().toList();
      if (!sorted.isEmpty()) {
        System.out.printf(
            "%s: %d events, p50 %.1f ms, p99 %.1f ms, most %.1f ms%n",
            what,
            sorted.size(),
            sorted.get(sorted.size() / 2) / 1e6,
            sorted.get(sorted.size() * 99 / 100) / 1e6,
            sorted.getLast() / 1e6);
      }
    }

    @Override
    public void close() {
      process.destroy();
    }
  }
}
