package io.github.backendexecutor.app.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/// The short set: what will this machine do? Prints as it goes.
public final class Bench {
  private static final Duration NAP = Duration.ofSeconds(1);
  private static final int PER_SECOND = 500;

  private final Stage stage;
  private final Consumer<String> out;
  private final List<String> broken = new ArrayList<>();
  private long completed;

  public Bench(Stage stage, Consumer<String> out) {
    this.stage = stage;
    this.out = out;
  }

  /// How much is done.
  ///
  /// @param jobs for throughput
  /// @param latency how long jobs come at a steady rate
  /// @param waiting how many jobs wait at once
  public record Size(int jobs, Duration latency, int waiting) {
    public static final Size USUAL = new Size(60_000, Duration.ofSeconds(8), 10_000);
  }

  /// Measures and prints; answers whether every rule was kept.
  public boolean run(Size size) throws InterruptedException {
    out.accept(
        "this machine: %d cores, Java %s; %s"
            .formatted(
                Runtime.getRuntime().availableProcessors(), Runtime.version(), stage.servers()));
    out.accept("");
    row("", "here", "bare client", "ratio");
    throughput(size.jobs());
    latency(size.latency());
    waiting(size.waiting());
    broken.addAll(new Invariants(stage, stage.rules()).broken(completed));
    out.accept("");
    meaning();
    if (broken.isEmpty()) {
      out.accept(
          "Every rule was kept: the database was asked about all %,d jobs.".formatted(completed));
    } else {
      out.accept("RULES WERE BROKEN:");
      broken.stream().limit(10).forEach(out);
    }
    return broken.isEmpty();
  }

  private void throughput(int jobs) throws InterruptedException {
    Throughput throughput = new Throughput(stage);
    int warmUp = jobs / 2;
    throughput.bare(warmUp);
    throughput.executor(warmUp, 3);
    double bare = throughput.bare(jobs).rate(jobs);
    Spent spent = throughput.executor(jobs, 3);
    completed += warmUp + jobs;
    double here = spent.rate(jobs);
    row(
        "jobs that do nothing, a second",
        "%,.0f".formatted(here),
        "%,.0f".formatted(bare),
        ratio(here / bare));
    row("  busy for each: this process, µs", "%.0f".formatted(spent.processMicros(jobs)), "", "");
    row("  busy for each: Redis, µs", "%.0f".formatted(spent.redisMicros(jobs)), "", "");
  }

  private void latency(Duration length) throws InterruptedException {
    Latency latency = new Latency(stage, PER_SECOND, length);
    double[] bare = latency.bare();
    Latency.Seen seen = latency.executor();
    completed += seen.start().length;
    millis("ms from XADD to the runner, median", seen.start(), bare, 0.5);
    millis("  99 of 100", seen.start(), bare, 0.99);
    millis("ms from XADD to settled, median", seen.settled(), bare, 0.5);
    millis("  99 of 100", seen.settled(), bare, 0.99);
  }

  private void waiting(int jobs) throws InterruptedException {
    Waiting waiting = new Waiting(stage, jobs, NAP);
    double bare = waiting.bare().time().toMillis() / 1_000.0;
    double here = waiting.executor().time().toMillis() / 1_000.0;
    completed += jobs;
    row(
        "s for %,d jobs that wait %d s".formatted(jobs, NAP.toSeconds()),
        "%.2f".formatted(here),
        "%.2f".formatted(bare),
        ratio(here / bare));
  }

  private void millis(String what, double[] here, double[] bare, double part) {
    double ours = Delays.quantile(here, part);
    double theirs = Delays.quantile(bare, part);
    row(what, "%.2f".formatted(ours), "%.2f".formatted(theirs), ratio(ours / theirs));
  }

  private void meaning() {
    List.of(
            "The bare client reads 500 entries, acknowledges them and keeps nothing (for the waiting",
            "jobs: bare virtual threads). Here each job is committed as begun, run, committed as",
            "ended, told and taken out of Redis. The ratio is what those promises cost; it can be",
            "compared between machines, the rest cannot. Other work on this machine moves all of it.")
        .forEach(out);
  }

  private void row(String what, String here, String bare, String ratio) {
    out.accept("%-36s %12s %12s %8s".formatted(what, here, bare, ratio).stripTrailing());
  }

  private static String ratio(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.0f", value);
  }
}
