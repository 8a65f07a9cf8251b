package io.github.backendexecutor.app.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What really ran, from the files that the runners wrote: the only judge of duplicates.
final class Ledger {
  private final Path folder;
  private final Map<Long, Long> deaths = new HashMap<>();

  Ledger(Path folder) {
    this.folder = folder;
  }

  /// One start of a runner and, when it came to that, its end.
  ///
  /// @param end null when the runner never came to its end
  record Call(
      String job, int attempt, long pid, long start, @Nullable Long end, @Nullable String how) {}

  /// A process has ended: what it ran has ended too.
  synchronized void died(long pid) {
    deaths.putIfAbsent(pid, Time.now());
  }

  synchronized @Nullable Long death(long pid) {
    return deaths.get(pid);
  }

  /// All calls in the order of their start whose job's id begins so.
  List<Call> calls(String prefix) {
    List<Call> calls = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        calls.addAll(calls(file, prefix));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    calls.sort((one, other) -> Long.compare(one.start(), other.start()));
    return calls;
  }

  private static List<Call> calls(Path file, String prefix) throws IOException {
    long pid = Long.parseLong(file.getFileName().toString().replace(".ledger", ""));
    // one process may be given a run twice, if the executor is broken; so a list a run
    Map<String, List<Call>> byRun = new HashMap<>();
    try (Stream<String> lines = Files.lines(file)) {
      lines.forEach(line -> add(line.split("\t", -1), prefix, pid, byRun));
    }
    return byRun.values().stream().flatMap(List::stream).toList();
  }

  private static void add(String[] line, String prefix, long pid, Map<String, List<Call>> byRun) {
    if (line.length < 5 || !line[1].startsWith(prefix)) {
      return; // another round's, or a line that a kill cut off
    }
    List<Call> calls = byRun.computeIfAbsent(line[1] + "\t" + line[2], _ -> new ArrayList<>(1));
    long at = Long.parseLong(line[3]);
    int attempt = Integer.parseInt(line[2]);
    if (line[0].equals("S")) {
      calls.add(new Call(line[1], attempt, pid, at, null, null));
      return;
    }
    for (int i = 0; i < calls.size(); i++) {
      Call open = calls.get(i);
      if (open.end() == null) {
        calls.set(i, new Call(open.job(), attempt, pid, open.start(), at, line[4]));
        return;
      }
    }
  }

  /// When the call was over: its end, or its process's; null when it may be running now.
  @Nullable Long over(Call call) {
    Long end = call.end();
    return end != null ? end : death(call.pid());
  }

  /// What runs now.
  List<Call> running(String prefix) {
    return calls(prefix).stream().filter(call -> over(call) == null).toList();
  }
}
