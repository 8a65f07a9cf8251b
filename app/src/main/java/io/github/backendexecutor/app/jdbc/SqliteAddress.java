package io.github.backendexecutor.app.jdbc;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/// A SQLite file.
public record SqliteAddress(Path file) implements DatabaseAddress {

  static SqliteAddress of(String path) {
    // a database in memory, or a URI with options, would be another one for each connection
    if (path.isBlank() || path.startsWith(":") || path.startsWith("file:") || path.contains("?")) {
      throw DatabaseAddress.refused(
          "after sqlite: the path of a file is expected, without options");
    }
    try {
      return new SqliteAddress(Path.of(path));
    } catch (InvalidPathException _) {
      throw DatabaseAddress.refused("after sqlite: the path of a file is expected");
    }
  }

  @Override
  public String toString() {
    return "SQLite in " + file;
  }
}
