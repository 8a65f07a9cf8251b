package io.github.backendexecutor.app.doctor;

import io.github.backendexecutor.executor.spi.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Which instances live, as the database tells: a living one beats every two seconds, so it is
/// looked at until each has beaten or had time to.
final class Instances {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final int MANY = 10_000;

  /// In: nothing. Answer: all instances, those that left too.
  private static final String ALL = "SELECT id, beat, gone_at FROM executor_instance ORDER BY id";

  /// What is known of one.
  enum Life {
    BEATS("it lives"),
    SILENT("it has not beaten while we looked"),
    GONE("it is gone");

    private final String words;

    Life(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  private final Sql sql;
  private final Clock clock;

  Instances(Sql sql, Clock clock) {
    this.sql = sql;
    this.clock = clock;
  }

  /// By name. Takes no longer than a living instance needs to beat.
  Map<String, Life> look() throws InterruptedException {
    Map<String, String> first = new HashMap<>();
    sql.ask(ALL, MANY).forEach(row -> first.put(text(row, "id"), text(row, "beat")));
    long start = clock.nanos();
    while (true) {
      List<Map<String, String>> now = sql.ask(ALL, MANY);
      Map<String, Life> lives = new TreeMap<>();
      now.forEach(row -> lives.put(text(row, "id"), life(row, first)));
      boolean patient = clock.nanos() - start < PATIENCE.toNanos();
      if (!patient || !lives.containsValue(Life.SILENT)) {
        return lives;
      }
      clock.sleep(PAUSE);
    }
  }

  private static Life life(Map<String, String> row, Map<String, String> first) {
    if (!text(row, "gone_at").isEmpty()) {
      return Life.GONE;
    }
    return text(row, "beat").equals(first.get(text(row, "id"))) ? Life.SILENT : Life.BEATS;
  }

  private static String text(Map<String, String> row, String column) {
    return row.getOrDefault(column, "");
  }
}
