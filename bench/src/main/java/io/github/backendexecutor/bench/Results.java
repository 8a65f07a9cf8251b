package io.github.backendexecutor.bench;

import io.github.backendexecutor.bench.Notes.Figure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/// Gathers what the runs found and writes the table.
final class Results {
  private final Path file;
  private final Map<String, Map<String, List<Figure>>> figures = new LinkedHashMap<>();
  private final Map<String, List<String>> loads = new LinkedHashMap<>();
  private final List<String> broken = new ArrayList<>();

  Results(Path file) {
    this.file = file;
  }

  void add(String play, List<String> lines, String load) {
    loads.computeIfAbsent(play, _ -> new ArrayList<>()).add(load);
    for (String line : lines) {
      Figure figure = Notes.figure(line);
      if (figure != null) {
        figures
            .computeIfAbsent(play, _ -> new LinkedHashMap<>())
            .computeIfAbsent(figure.name(), _ -> new ArrayList<>())
            .add(figure);
      }
      String rule = Notes.broken(line);
      if (rule != null) {
        broken.add(play + ": " + rule);
      }
    }
  }

  boolean right() {
    return broken.isEmpty();
  }

  void write() throws IOException {
    StringBuilder text = new StringBuilder();
    text.append("# Results\n\nWritten by `bench/run`; how to read it: [README.md](README.md).\n\n");
    text.append(
        "%s, %s, %d cores, %.0f GiB, %s %s, Java %s; each run in new processes.%n%n"
            .formatted(
                LocalDate.now(),
                Host.model(),
                Runtime.getRuntime().availableProcessors(),
                Host.memoryGib(),
                System.getProperty("os.name"),
                System.getProperty("os.version").replaceAll("-.*", ""), // not whose build it is
                Runtime.version()));
    text.append(
        "| play | runs | figure | median | min – max | baseline | ratio | min – max | reach | load |\n");
    text.append("|---|---|---|---|---|---|---|---|---|---|\n");
    figures.forEach((play, byName) -> byName.forEach((name, all) -> row(text, play, name, all)));
    text.append(
        broken.isEmpty()
            ? "\nEvery rule was kept in every run: the databases were asked (`invariants/*.sql`).\n"
            : "\n**Rules were broken:**\n\n");
    broken.forEach(rule -> text.append("- ").append(rule).append('\n'));
    text.append("\n## The plays\n\n");
    figures
        .keySet()
        .forEach(play -> text.append("- `%s`: %s%n".formatted(play, entry(play).what())));
    Files.writeString(file, text);
  }

  private void row(StringBuilder text, String play, String name, List<Figure> all) {
    double[] values = sorted(all.stream().mapToDouble(Figure::value).toArray());
    List<Figure> compared = all.stream().filter(one -> one.baseline() != null).toList();
    double[] baselines = sorted(compared.stream().mapToDouble(Results::baseline).toArray());
    double[] ratios =
        sorted(compared.stream().mapToDouble(one -> one.value() / baseline(one)).toArray());
    text.append(
        "| %s | %d | %s | **%s** | %s | %s | %s | %s | %s | %s |%n"
            .formatted(
                play,
                values.length,
                name,
                median(values),
                span(values),
                baselines.length == 0 ? "" : median(baselines),
                ratios.length == 0 ? "" : "**" + median(ratios) + "**",
                ratios.length == 0 ? "" : span(ratios),
                entry(play).reach(),
                String.join(", ", loads.getOrDefault(play, List.of()))));
  }

  private static double baseline(Figure figure) {
    return Objects.requireNonNull(figure.baseline());
  }

  private static Plays.Entry entry(String play) {
    return Objects.requireNonNull(Plays.ALL.get(play));
  }

  private static double[] sorted(double[] values) {
    Arrays.sort(values);
    return values;
  }

  private static String median(double[] sorted) {
    int half = sorted.length / 2;
    double middle = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    return shown(middle);
  }

  private static String span(double[] sorted) {
    return shown(sorted[0]) + " – " + shown(sorted[sorted.length - 1]);
  }

  private static String shown(double value) {
    String pattern = Math.abs(value) >= 1_000 ? "%,.0f" : Math.abs(value) >= 10 ? "%.1f" : "%.3f";
    return String.format(Locale.ROOT, pattern, value);
  }
}
