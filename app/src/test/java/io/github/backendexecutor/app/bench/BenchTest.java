package io.github.backendexecutor.app.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.backendexecutor.app.wiring.BenchStage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Whether it measures, not what.
class BenchTest {
  @Test
  @Timeout(120)
  void a_short_run_prints_figures_keeps_the_rules_and_leaves_nothing_behind(@TempDir Path folder)
      throws Exception {
    List<String> lines = new ArrayList<>();
    try (BenchStage stage = BenchStage.open(folder, null, "")) {
      Bench.Size small = new Bench.Size(1_000, Duration.ofSeconds(1), 200);
      assertThat(new Bench(stage, lines::add).run(small)).as(String.join("\n", lines)).isTrue();
    }
    assertThat(lines)
        .anyMatch(
            line -> line.matches("jobs that do nothing, a second +[\\d,]+ +[\\d,]+ +[\\d.]+"));
    assertThat(lines)
        .anyMatch(
            line -> line.matches("ms from XADD to the runner, median +[\\d.]+ +[\\d.]+ +[\\d.]+"));
    assertThat(lines)
        .anyMatch(line -> line.matches("s for 200 jobs that wait 1 s +[\\d.]+ +[\\d.]+ +[\\d.]+"));
    assertThat(lines).anyMatch(line -> line.startsWith("Every rule was kept"));
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void a_quantile_is_the_value_that_this_part_does_not_exceed() {
    double[] sorted = {1, 2, 3, 4};
    assertThat(Delays.quantile(sorted, 0.5)).isEqualTo(2);
    assertThat(Delays.quantile(sorted, 0.99)).isEqualTo(4);
    assertThat(Delays.quantile(sorted, 0)).isEqualTo(1);
    assertThat(Delays.quantile(new double[0], 0.5)).isNaN();
  }
}
