package io.github.backendexecutor.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/// What this host says of itself and of processes.
final class Host {
  private Host() {}

  /// The highest memory that a process had, in MiB; NaN where the system does not tell.
  static double peakMemory(long pid) {
    Path status = Path.of("/proc", Long.toString(pid), "status");
    return number(status, "VmHWM:") / 1024;
  }

  static Duration cpu(ProcessHandle process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  static String load() {
    Path file = Path.of("/proc/loadavg");
    return Files.exists(file) ? read(file).split(" ")[0] : "?";
  }

  static String model() {
    Path file = Path.of("/proc/cpuinfo");
    if (!Files.exists(file)) {
      return System.getProperty("os.arch");
    }
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static double memoryGib() {
    return number(Path.of("/proc/meminfo"), "MemTotal:") / 1024 / 1024;
  }

  private static double number(Path file, String name) {
    if (!Files.exists(file)) {
      return Double.NaN;
    }
    return read(file)
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElse(Double.NaN);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
