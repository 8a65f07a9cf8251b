package io.github.backendexecutor.app.jdbc;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Makes files and folders that only this user can read: payloads and results are nobody else's
/// business.
final class PrivateFiles {
  private PrivateFiles() {}

  /// Makes the folder, and those above it, when they are missing.
  static void makeFolder(Path folder) throws IOException {
    Files.createDirectories(folder, access(folder, "rwx------"));
  }

  /// Makes an empty file.
  ///
  /// @throws java.nio.file.FileAlreadyExistsException when it is there
  static void makeFile(Path file) throws IOException {
    Files.createFile(file, access(file, "rw-------"));
  }

  /// Makes a file and opens it for reading and writing.
  static FileChannel create(Path file) throws IOException {
    return FileChannel.open(
        file,
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
        access(file, "rw-------"));
  }

  private static FileAttribute<?>[] access(Path path, String permissions) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
