package io.github.backendexecutor.app.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What the rounds of one row came to.
final class Tally {
  private final Row row;
  private final List<String> problems = new ArrayList<>();
  private final Set<String> notes = new LinkedHashSet<>();
  private String skipped = "";
  private int rounds;
  private long jobs;
  private long lost;
  private long extra;
  private long reruns;
  private Duration recovery = Duration.ZERO;

  Tally(Row row) {
    this.row = row;
  }

  void skip(String why) {
    skipped = why;
  }

  void round() {
    rounds++;
  }

  void count(long moreJobs, long moreLost, long moreExtra, long moreReruns) {
    jobs += moreJobs;
    lost += moreLost;
    extra += moreExtra;
    reruns += moreReruns;
  }

  void recovered(Duration span) {
    recovery = span.compareTo(recovery) > 0 ? span : recovery;
  }

  void problem(String what) {
    problems.add(what);
  }

  void note(String what) {
    notes.add(what);
  }

  boolean failed() {
    return !problems.isEmpty();
  }

  List<String> problems() {
    return problems;
  }

  static String head() {
    return """
    | # | fault | rounds | jobs | lost | extra runs | runs again, explained | worst recovery | |
    |---|---|---|---|---|---|---|---|---|
    """;
  }

  /// A line of the table.
  String line() {
    if (!skipped.isEmpty()) {
      return "| %d | %s | | | | | | | skipped: %s |%n"
          .formatted(row.number(), row.fault(), skipped);
    }
    String time = recovery.isZero() ? "" : "%.1f s".formatted(recovery.toMillis() / 1000.0);
    String end = failed() ? "FAILED" : "ok";
    String more = notes.isEmpty() ? "" : "; " + String.join("; ", notes);
    return "| %d | %s | %d | %,d | %d | %d | %d | %s | %s%s |%n"
        .formatted(row.number(), row.fault(), rounds, jobs, lost, extra, reruns, time, end, more);
  }
}
