package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.flow.SystemClock;
import io.github.backendexecutor.executor.job.Actor;
import io.github.backendexecutor.executor.job.Batch;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.JobFilter;
import io.github.backendexecutor.executor.job.JobState;
import io.github.backendexecutor.executor.job.Place;
import io.github.backendexecutor.executor.spi.Clock;
import io.github.backendexecutor.executor.spi.Housekeeping;
import io.github.backendexecutor.executor.spi.Operator;
import io.github.backendexecutor.executor.testing.Jobs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Fills a database with jobs and measures every list of the dashboard, and what operators do to
/// many jobs. Not a test: run its `main` with the address of an empty database, or of one that it
/// filled before, and the number of rows. The report is in `target/`.
public final class TenMillion {
  private static final int TIMES = 40;

  /// As many as the API changes at once.
  private static final int STEP = 200;

  private static final Actor ACTOR = new Actor("ten-million");

  private final Database database;
  private final long rows;
  private final StringBuilder report = new StringBuilder();

  private TenMillion(Database database, long rows) {
    this.database = database;
    this.rows = rows;
  }

  /// Fills, measures and reports.
  ///
  /// @param args the database's address, how many rows, and `lists` when nothing shall be changed
  public static void main(String[] args) throws Exception {
    try (Database database = Database.open(DatabaseAddress.parse(args[0]))) {
      database.migrate();
      TenMillion run = new TenMillion(database, Long.parseLong(args[1]));
      run.fill();
      run.lists();
      if (args.length < 3) {
        run.changes();
      }
      run.write();
    }
  }

  private boolean postgres() {
    return database.kind().equals("postgresql");
  }

  private void fill() throws SQLException {
    long start = System.nanoTime();
    try (Connection connection = database.writer()) {
      if (!holdsAny(connection)) {
        new ManyJobs(connection, postgres(), rows).fill();
      }
    }
    line("# %s, %,d jobs".formatted(database.kind(), rows));
    line("");
    line("filled in %,d s".formatted((System.nanoTime() - start) / 1_000_000_000));
  }

  private static boolean holdsAny(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT 1 FROM job LIMIT 1")) {
      return row.next();
    }
  }

  private void lists() {
    line("");
    line("| list | p50 ms | p95 ms | max ms |");
    line("| --- | ---: | ---: | ---: |");
    Map<String, ListCases.Case> cases = new ListCases(database.dialect(), rows).all();
    cases.forEach((name, one) ->
        database.read(connection -> {
          Random random = new Random(7);
          double[] millis = new double[TIMES];
          for (int i = 0; i < TIMES; i++) {
            long start = System.nanoTime();
            one.ask(connection, random);
            millis[i] = (System.nanoTime() - start) / 1e6;
          }
          result(name, millis);
          return true;
        }));
    line("");
    line("## Plans");
    cases.forEach((name, one) ->
        database.read(connection -> {
          Plans plans = new Plans(connection, postgres());
          one.ask(plans.watched(), new Random(7));
          line("");
          line("### %s".formatted(name));
          line("");
          plans.explain().stream()
              .distinct()
              .limit(40)
              .forEach(step -> line("    %s".formatted(step)));
          return true;
        }));
  }

  private void result(String name, double[] millis) {
    Arrays.sort(millis);
    double median = millis[millis.length / 2];
    double p95 = millis[(int) (millis.length * 0.95)];
    double max = millis[millis.length - 1];
    line("| %s | %.1f | %.1f | %.1f |".formatted(name, median, p95, max));
  }

  private void changes() throws InterruptedException {
    Clock clock = new SystemClock();
    Operator operator = database.operator(clock);
    line("");
    line("## Changes, in steps of %d".formatted(STEP));
    line("");
    line("| what | p50 ms | p95 ms | max ms |");
    line("| --- | ---: | ---: | ---: |");
    List<Double> steps = new ArrayList<>();
    long start = System.nanoTime();
    int changed = 0;
    try (Bystander bystander = new Bystander(database, clock)) {
      Place after = null;
      do {
        long before = System.nanoTime();
        Batch batch = operator.retryEnded(JobFilter.in(JobState.FAILED), after, STEP, ACTOR);
        steps.add((System.nanoTime() - before) / 1e6);
        changed += batch.changed();
        after = batch.next();
      } while (after != null);
      result("a step of the retry of all failed jobs", millis(steps));
      result("a job that begins meanwhile", millis(bystander.stop()));
    }
    line(
        "| %,d jobs, %,d s | | | |"
            .formatted(changed, (System.nanoTime() - start) / 1_000_000_000));
    Housekeeping house = database.housekeeping(clock);
    measure(
        "removal of completed jobs",
        () ->
            house.remove(
                JobState.COMPLETED, Instant.ofEpochMilli(ManyJobs.createdAt(rows / 2)), STEP));
    measure("fold", () -> house.fold(5_000));
    measure(
        "cancel of what waits",
        () -> operator.cancelUnfinished(JobFilter.in(JobState.SCHEDULED), null, STEP, ACTOR));
  }

  private static double[] millis(List<Double> list) {
    return list.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /// Begins a job every 20 ms, as an executor does, and notes how long each took.
  private static final class Bystander implements AutoCloseable {
    private final JdbcJobStore store;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final List<Double> millis = Collections.synchronizedList(new ArrayList<>());

    Bystander(Database database, Clock clock) {
      store = database.store(new InstanceId("bystander"), clock);
      var _ = thread.scheduleWithFixedDelay(this::begin, 0, 20, TimeUnit.MILLISECONDS);
    }

    private void begin() {
      long before = System.nanoTime();
      store.begin(Jobs.delivery(Jobs.job("bystander-" + before)));
      millis.add((System.nanoTime() - before) / 1e6);
    }

    List<Double> stop() throws InterruptedException {
      thread.shutdown();
      thread.awaitTermination(1, TimeUnit.MINUTES);
      return List.copyOf(millis);
    }

    @Override
    public void close() {
      thread.shutdownNow();
      store.close();
    }
  }

  private void measure(String name, Runnable work) {
    double[] millis = new double[TIMES];
    for (int i = 0; i < TIMES; i++) {
      long start = System.nanoTime();
      work.run();
      millis[i] = (System.nanoTime() - start) / 1e6;
    }
    result(name, millis);
  }

  private void line(String line) {
    report.append(line).append('\n');
    System.out.println(line);
  }

  private void write() throws IOException {
    Path file = Path.of("target", "ten-million-" + database.kind() + ".md");
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, report);
    System.out.println("written to " + file.toAbsolutePath());
  }
}
