package io.github.backendexecutor.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What `bench/run` starts: each play in new processes, so that none warms up another; then the
/// table.
final class Runs {
  /// What `./executor` gives Java, and a limit.
  private static final List<String> JAVA =
      List.of(
          "--enable-native-access=ALL-UNNAMED",
          "-XX:G1HeapRegionSize=4m",
          "-XX:+UseCompactObjectHeaders",
          "-Xms128m",
          "-XX:GCTimeRatio=1",
          "-Xmx3g");

  private static final String CHILD = "--child";

  private Runs() {}

  static void main(String[] args) throws Exception {
    if (args.length == 2 && args[0].equals(CHILD)) {
      Plays.ALL.get(args[1]).play().play(new Notes());
      System.exit(0); // clients may have left threads behind
    }
    int runs = 5;
    Map<String, Integer> wanted = new LinkedHashMap<>();
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--list" -> {
          Plays.ALL.forEach((name, entry) -> System.out.printf("%-20s %s%n", name, entry.what()));
          return;
        }
        case "--runs" -> runs = Integer.parseInt(args[++i]);
        default -> wanted.put(args[i], runs);
      }
    }
    for (String name : wanted.keySet()) {
      if (!Plays.ALL.containsKey(name)) {
        System.err.println("bench: " + name + " is not one of " + Plays.ALL.keySet());
        System.exit(2);
      }
    }
    if (wanted.isEmpty()) {
      for (String name : Plays.ALL.keySet()) {
        wanted.put(name, runs);
      }
    }
    System.exit(run(wanted) ? 0 : 1);
  }

  private static boolean run(Map<String, Integer> wanted) throws Exception {
    Results results = new Results(Path.of("RESULTS.md"));
    for (Map.Entry<String, Integer> play : wanted.entrySet()) {
      String name = play.getKey();
      int runs = play.getValue();
      for (int i = 1; i <= runs; i++) {
        System.out.printf("%s %d of %d (load %s)%n", name, i, runs, Host.load());
        String load = Host.load();
        results.add(name, child(name), load);
        results.write();
      }
    }
    return results.right();
  }

  private static List<String> child(String name) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(JAVA);
    System.getProperties()
        .forEach((key, value) -> {
          if (key.toString().startsWith("bench.")) {
            command.add("-D" + key + "=" + value);
          }
        });
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Runs.class.getName(), CHILD, name));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    List<String> lines = new ArrayList<>();
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        System.out.println("  " + line.replace('\t', ' '));
        lines.add(line);
      }
    }
    if (process.waitFor() != 0) {
      lines.add("@broken\tit ended with " + process.exitValue());
    }
    return lines;
  }
}
