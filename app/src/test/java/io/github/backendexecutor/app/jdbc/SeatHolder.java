package io.github.backendexecutor.app.jdbc;

import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.testing.ManualClock;
import java.io.IOException;
import java.nio.file.Path;

/// A process of its own that beats once and then only holds its seat. Arguments: a SQLite file and
/// its instance.
final class SeatHolder {
  private SeatHolder() {}

  static Process start(Path file, InstanceId instance) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            SeatHolder.class.getName(),
            file.toString(),
            instance.value())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  public static void main(String[] args) throws Exception {
    try (Database database = Database.open(new SqliteAddress(Path.of(args[0])))) {
      database.membership(new InstanceId(args[1]), new ManualClock()).beat();
      System.out.println("beaten");
      // until it is killed, or the test is
      System.in.read();
    }
  }
}
