package io.github.backendexecutor.app.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/// One executor, a process of its own.
///
/// @param redisWire its wire to Redis, or null when it has none
/// @param databaseWire its wire to the database, or null
record Instance(Tethered process, Path log, @Nullable Wire redisWire, @Nullable Wire databaseWire)
    implements AutoCloseable {
  private static final Pattern SERVING = Pattern.compile("serving http://[^ ]*:(\\d+)");

  long pid() {
    return process.pid();
  }

  boolean alive() {
    return process.alive();
  }

  /// Whether this name of an owner or consumer is its own: host, process, start.
  boolean owns(String owner) {
    return owner.contains("-" + pid() + "-");
  }

  Instance awaitReady() {
    Awaitility.await(log.getFileName() + " is ready")
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(100))
        .until(() -> {
          if (!alive()) {
            throw new IllegalStateException(log + ": the executor did not start");
          }
          return says("ready: reading jobs");
        });
    return this;
  }

  boolean says(String words) {
    return lines().stream().anyMatch(line -> line.contains(words));
  }

  List<String> lines() {
    try {
      return Files.exists(log) ? Files.readAllLines(log) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What its health page answers: 200, 503, or 0 when it does not answer.
  int health(String group) {
    try {
      URI page = URI.create("http://127.0.0.1:" + httpPort() + "/actuator/health/" + group);
      var connection = (HttpURLConnection) page.toURL().openConnection();
      connection.setConnectTimeout(2_000);
      connection.setReadTimeout(5_000);
      return connection.getResponseCode();
    } catch (IOException | IllegalStateException _) {
      return 0;
    }
  }

  private int httpPort() {
    return lines().stream()
        .map(SERVING::matcher)
        .filter(Matcher::find)
        .map(found -> Integer.parseInt(found.group(1)))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(log + " names no port"));
  }

  /// How much memory of the machine it uses now, in MiB.
  long residentMiB() {
    try (var status = Files.lines(Path.of("/proc/" + pid() + "/status"))) {
      return status
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void kill() {
    process.close();
  }

  Wire toRedis() {
    return java.util.Objects.requireNonNull(redisWire);
  }

  Wire toDatabase() {
    return java.util.Objects.requireNonNull(databaseWire);
  }

  @Override
  public void close() {
    kill();
    if (redisWire != null) {
      redisWire.close();
    }
    if (databaseWire != null) {
      databaseWire.close();
    }
  }
}
