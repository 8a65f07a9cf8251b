package io.github.backendexecutor.app.demo;

import io.github.backendexecutor.executor.job.JobRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the demo prints of jobs, all of it read back from the database.
final class DemoTable {
  private static final JsonMapper JSON = new JsonMapper();

  private DemoTable() {}

  /// One line when a job has ended.
  static String progress(JobRecord job) {
    String end = job.output() == null ? String.valueOf(job.error()) : job.output().text();
    String task = job.task().substring(job.task().lastIndexOf('/') + 1);
    return String.format(
        "  %-9s  %-9s  %6d ms  %s: %s",
        job.role(), job.state().word(), took(job), brief(task, 40), brief(end, 60));
  }

  private static String brief(String text, int max) {
    String line = text.replaceAll("\\p{Cntrl}", "·");
    return line.length() <= max ? line : line.substring(0, max - 1) + "…";
  }

  /// The lines of the table, and the inspector's word below it.
  static List<String> of(Path folder, List<JobRecord> counts, JsonNode total) {
    List<String> names =
        counts.stream().map(job -> folder.relativize(Path.of(job.task())).toString()).toList();
    int width = names.stream().mapToInt(String::length).max().orElse(4);
    String row = "  %-" + Math.max(width, 5) + "s  %8s  %8s  %7s  %8s";
    List<String> lines = new ArrayList<>(List.of(""));
    lines.add(String.format(row, "file", "lines", "words", "attempt", "took ms"));
    for (int i = 0; i < counts.size(); i++) {
      JobRecord job = counts.get(i);
      JsonNode result = JSON.readTree(String.valueOf(job.output()));
      lines.add(
          String.format(
              row,
              names.get(i),
              result.path("lines").asLong(),
              result.path("words").asLong(),
              job.attempt(),
              took(job)));
    }
    lines.add(
        String.format(
            row, "total", total.path("lines").asLong(), total.path("words").asLong(), "", ""));
    lines.replaceAll(String::stripTrailing);
    lines.add("");
    lines.add(
        total.path("agrees").asBoolean(false)
            ? "  the inspector counted again and agrees"
            : "  the inspector disagrees about " + total.path("differences"));
    return lines;
  }

  private static long took(JobRecord job) {
    return job.startedAt() == null || job.finishedAt() == null
        ? 0
        : Duration.between(job.startedAt(), job.finishedAt()).toMillis();
  }
}
