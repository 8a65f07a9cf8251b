package io.github.backendexecutor.app.faults;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/// All rows, and the program that plays them: `faults/run [--list] [--short] [--rounds N]
/// [NUMBER...]`.
public final class Faults {
  private Faults() {}

  static List<Row> rows() {
    return Stream.of(
            ExecutorRows.rows(),
            RedisRows.rows(),
            WireRows.rows(),
            DatabaseRows.rows(),
            JobRows.rows(),
            CancelRows.rows(),
            HostRows.rows())
        .flatMap(List::stream)
        .sorted(Comparator.comparingInt(Row::number))
        .toList();
  }

  static void main(String[] arguments) throws IOException {
    quietLogs();
    boolean brief = false;
    int rounds = 0;
    Set<Integer> wanted = new HashSet<>();
    for (int i = 0; i < arguments.length; i++) {
      switch (arguments[i]) {
        case "--list" -> {
          rows().forEach(row -> System.out.println(row.number() + "\t" + row.fault()));
          return;
        }
        case "--short" -> brief = true;
        case "--rounds" -> rounds = Integer.parseInt(arguments[++i]);
        default -> wanted.add(Integer.parseInt(arguments[i]));
      }
    }
    System.exit(play(wanted, brief, rounds) ? 0 : 1);
  }

  /// The libraries' own words would drown ours.
  private static void quietLogs() {
    if (LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME) instanceof Logger root) {
      root.setLevel(Level.ERROR);
    }
  }

  /// @param rounds 0: as the row says
  private static boolean play(Set<Integer> wanted, boolean brief, int rounds) throws IOException {
    Path target = Path.of("target").toAbsolutePath();
    Path folder = target.resolve("faults");
    Suite.delete(folder);
    Files.createDirectories(folder);
    List<Tally> tallies = new ArrayList<>();
    Consumer<String> say = System.err::println;
    try (Suite suite = new Suite(folder, brief, say)) {
      for (Row row : rows()) {
        if (wanted.isEmpty() || wanted.contains(row.number())) {
          int times = rounds > 0 ? rounds : brief ? 1 : row.rounds();
          Tally tally = suite.play(row, times);
          say.accept(tally.line().strip());
          tallies.add(tally);
        }
      }
    }
    StringBuilder table = new StringBuilder(Tally.head());
    tallies.forEach(tally -> table.append(tally.line()));
    Files.writeString(target.resolve("faults.md"), table);
    System.out.print(table);
    return tallies.stream().noneMatch(Tally::failed);
  }
}
