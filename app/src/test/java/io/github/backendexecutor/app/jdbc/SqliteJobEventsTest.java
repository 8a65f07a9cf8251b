package io.github.backendexecutor.app.jdbc;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteJobEventsTest extends JobEventsCase {
  @TempDir private Path file;

  @Override
  Database open() {
    return Database.open(new SqliteAddress(file.resolve("jobs.db")));
  }
}
