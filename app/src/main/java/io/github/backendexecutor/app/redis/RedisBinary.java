package io.github.backendexecutor.app.redis;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;

/// The redis-server program that the embedded-redis jar carries, laid out in a folder so that it
/// can be run. The folder is the caller's and not the temporary one, where many machines allow no
/// programs.
final class RedisBinary {
  private static final String VERSION = "7.0.15";

  private RedisBinary() {}

  /// @throws IllegalStateException when the jar has no program for this platform
  static Path in(Path folder) throws IOException {
    String name = name(System.getProperty("os.name"), System.getProperty("os.arch"));
    Path program = folder.resolve(name).toAbsolutePath();
    try (InputStream packed = RedisBinary.class.getResourceAsStream("/" + name)) {
      if (packed == null) {
        throw new IllegalStateException(
            "there is no embedded Redis for "
                + System.getProperty("os.name")
                + " on "
                + System.getProperty("os.arch")
                + "; install Redis 6.2 or later and set REDIS_CONNECTION to it");
      }
      if (!Files.isExecutable(program)) {
        Path partial = Files.createTempFile(Files.createDirectories(folder), "redis-server", null);
        Files.copy(packed, partial, StandardCopyOption.REPLACE_EXISTING);
        Files.setPosixFilePermissions(partial, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.move(partial, program, StandardCopyOption.ATOMIC_MOVE); // so it is whole or absent
      }
    }
    return program;
  }

  static String name(String os, String architecture) {
    String system = os.toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : os;
    String processor =
        switch (architecture) {
          case "x86_64" -> "amd64";
          case "aarch64" -> "arm64";
          case "x86", "i386", "i686" -> "386";
          default -> architecture;
        };
    return "redis-server-" + VERSION + "-" + system.toLowerCase(Locale.ROOT) + "-" + processor;
  }
}
