package io.github.backendexecutor.app.wiring;

import io.github.backendexecutor.app.config.ExecutorConfig;
import io.github.backendexecutor.app.jdbc.Database;
import io.github.backendexecutor.app.jdbc.DatabaseAddress;
import io.github.backendexecutor.executor.job.InstanceId;
import io.github.backendexecutor.executor.job.Role;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;

/// Small translations from the configuration to what the rooms want.
final class Parts {
  /// Where an embedded Redis listens when nothing else does.
  static final int EMBEDDED_PORT = 6379;

  private Parts() {}

  static Database openDatabase(ExecutorConfig config) {
    return Database.open(databaseAddress(config));
  }

  static DatabaseAddress databaseAddress(ExecutorConfig config) {
    return config.database().isEmpty()
        ? DatabaseAddress.parse("jdbc:sqlite:" + config.data().resolve("executor.db"))
        : DatabaseAddress.parse(config.database());
  }

  static Map<Role, String> streams(ExecutorConfig config) {
    Map<Role, String> streams = new TreeMap<>();
    config.roles().forEach(role -> streams.put(role.role(), role.stream()));
    return streams;
  }

  /// The stream of each configured role; IllegalArgumentException for another.
  static Function<Role, String> streamOf(ExecutorConfig config) {
    Map<Role, String> streams = streams(config);
    return role -> {
      String stream = streams.get(role);
      if (stream == null) {
        throw new IllegalArgumentException("role " + role + " is not configured");
      }
      return stream;
    };
  }

  /// Makes a folder that only its owner can look into, unless it is there.
  static void makePrivate(Path folder) throws IOException {
    if (Files.exists(folder)) {
      return;
    }
    boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    if (posix) {
      Set<PosixFilePermission> owner = PosixFilePermissions.fromString("rwx------");
      Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(owner));
    } else {
      Files.createDirectories(folder);
    }
  }

  /// Where results wait for a database that is away.
  static Path spool(ExecutorConfig config) {
    return config.data().resolve("spool");
  }

  /// Where the port of a running embedded Redis is written.
  static Path embeddedPort(ExecutorConfig config) {
    return config.data().resolve("redis").resolve("port");
  }

  /// New at each start: host and process for people, the rest so that it is never used again.
  static InstanceId newInstance() {
    String start = UUID.randomUUID().toString().substring(0, 8);
    return new InstanceId(host() + "-" + ProcessHandle.current().pid() + "-" + start);
  }

  static String host() {
    try {
      return InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9.-]", "-");
    } catch (UnknownHostException _) {
      return "host";
    }
  }

  /// Of this program.
  static String version() {
    String version = Parts.class.getPackage().getImplementationVersion();
    return version == null ? "unpackaged" : version;
  }
}
